import { type ExecutionResult, GraphQLError, type OperationTypeNode, parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { askWhatStands, type DocumentWire } from '../../../src/execution/documents/ask-what-stands.ts';

/** Asks with a source in which these root fields fail, and one failure is told at a time, as GraphQL servers do. */
async function askWith(text: string, failing: readonly string[], variables: Record<string, unknown> = {}) {
  const asked: { text: string; variables: unknown }[] = [];
  const ask = async ({ document, variables }: DocumentWire): Promise<ExecutionResult> => {
    const shown = print(document).replace(/\s+/g, ' ');
    asked.push({ text: shown, variables });
    const lost = failing.find((key) => new RegExp(`\\b${key}\\b`).test(shown));
    if (lost !== undefined) return { data: null, errors: [new GraphQLError(`no ${lost}`, { path: [lost, 'id'] })] };
    return { data: { asked: shown } };
  };
  const operationType = 'query' as OperationTypeNode;
  const result = await askWhatStands(ask, {
    document: parse(text),
    variables,
    operationType,
    operationName: undefined,
  });
  return {
    asked,
    data: result.data,
    errors: result.errors?.map(({ path, message }) => `${path?.join('.')}: ${message}`),
  };
}

test('what answers is asked for once', async () => {
  const { asked, data, errors } = await askWith('{ a b }', []);
  expect([asked.length, data, errors]).toEqual([1, { asked: '{ a b }' }, undefined]);
});

test('what stands is asked for again, without the variables and fragments of what failed', async () => {
  const { asked, data, errors } = await askWith(
    `query ($x: Int, $y: Int, $z: Int) { a: one(n: $x) { ...A } b: one(n: $y) { ...B } }
     fragment A on T { id ...C } fragment B on T { more(n: $z) { ...C } } fragment C on T { id }`,
    ['a'],
    { x: 1, y: 2, z: 3, w: 4 },
  );
  expect(asked.slice(1)).toEqual([
    {
      text: 'query ($y: Int, $z: Int) { b: one(n: $y) { ...B } } fragment B on T { more(n: $z) { ...C } } fragment C on T { id }',
      variables: { y: 2, z: 3 },
    },
  ]);
  expect(data).toEqual({ asked: asked[1]?.text });
  expect(errors).toEqual(['a.id: no a']);
});

test('more than a few failures are not looked for: the rest has errors of its own', async () => {
  const { asked, data, errors } = await askWith('{ a b c d e f g }', ['a', 'b', 'c', 'd', 'e', 'f']);
  expect(asked).toHaveLength(5);
  expect(data).toBeNull();
  const lost = 'The upstream service answered with nothing, because others of its fields failed.';
  expect(errors?.slice(4)).toEqual(['e.id: no e', `f: ${lost}`, `g: ${lost}`]);
});

test.each([
  ['nobody knows', [new GraphQLError('no')], 1],
  ['it does not say', [new GraphQLError('no', { path: ['other'] })], 3],
])('a failure of which %s what it was is asked for once', async (_, errors, count) => {
  let times = 0;
  const ask = async () => {
    times += 1;
    return { data: null, errors };
  };
  const wire = {
    document: parse('{ a b }'),
    variables: {},
    operationType: 'query' as OperationTypeNode,
    operationName: '',
  };
  const result = await askWhatStands(ask, wire);
  expect([times, result.data, result.errors?.length]).toEqual([1, null, count]);
});
