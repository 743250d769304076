import { ApolloServer } from '@apollo/server';
import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { type AnsweringGateway, createApolloGateway } from '../../src/server/apollo-gateway.ts';

it("leaves the gateway's own resolvers alone: the plan does not take a field that has another one", async () => {
  const schema = buildSchema('type Query { answer: Int }');
  const answer = schema.getQueryType()?.getFields().answer;
  const resolve = () => 42;
  if (answer !== undefined) answer.resolve = resolve;
  const handle: AnsweringGateway = {
    prepare: (text) => ({ kind: 'query', document: parse(text), operationName: undefined, planned: true }),
    answer: async () => ({ result: { data: { answer: 42 } } }),
  };
  const server = new ApolloServer({ gateway: createApolloGateway(schema, handle, 1_000) });
  await server.start();
  try {
    const { body } = await server.executeOperation({ query: '{ answer }' });
    expect(body).toMatchObject({ kind: 'single', singleResult: { data: { answer: 42 } } });
    expect(answer?.resolve).toBe(resolve);
  } finally {
    await server.stop();
  }
});
