import { expect, it } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import { rest } from '../../src/sources/rest/index.ts';

it('a program that no compiler checks is told of options that do not exist, by kind', async () => {
  const [mistyped, wrong] = [{ serverVariable: { region: 'eu' } } as object, { subscriptions: { protocol: 'poll' } }];
  const sources = { orders: openapi('orders.yaml', mistyped), reviews: graphql('reviews.graphql', wrong as object) };
  await expect(createGateway({ sources })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: [
      'The configuration has 2 problems:',
      '  sources.orders.serverVariable: error: Unknown key "serverVariable" in "sources.orders". Did you mean "serverVariables"?',
      `  sources.reviews.subscriptions.protocol: error: "sources.reviews.subscriptions.protocol" is "poll": expected one of "sse", "ws".`,
    ].join('\n'),
  });
});

it('an endpoint that is no URL is told at start, and a PEM file that is not there with all else that is wrong', async () => {
  const { baseDir, sources } = {
    baseDir: '/nowhere',
    sources: {
      tickets: rest('type Query { a: Int @rest(get: "/a") }', { endpoint: 'localhost:8080' }),
      stock: rest('type Query { b: Int @rest(get: "/b") }', { endpoint: 'https://stock', tls: { ca: './ca.pem' } }),
    },
  };
  await expect(createGateway({ sources }, { baseDir, mode: 'production' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: [
      'The configuration has 2 problems:',
      '  sources.tickets.endpoint: error: "sources.tickets.endpoint" is "localhost:8080": expected a URL such as https://api.example.com.',
      '  sources.stock: error: tls.ca: the file /nowhere/ca.pem cannot be read. Give PEM text or the path of a PEM file.',
    ].join('\n'),
  });
});
