import { buildSchema, getVariableValues, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { prepareVariables } from '../../../src/execution/prepare/prepare-variables.ts';

const schema = buildSchema(`
  scalar Open
  enum Size { SMALL LARGE }
  input Box { width: Int!, size: Size = SMALL, inner: Box, tags: [String!] }
  type Query { ask: Int }
`);
const options = { maxErrors: 3, hideSuggestions: false };

function definitionsOf(variables: string) {
  const [operation] = parse(`query (${variables}) { ask }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('Not an operation.');
  return (operation satisfies OperationDefinitionNode).variableDefinitions ?? [];
}

describe('prepareVariables', () => {
  it.each([
    ['$a: Int', [{}, { a: 1 }, { a: null }, { a: 'x' }, { a: 1.5 }, { a: undefined }, { b: 1 }]],
    ['$a: Int!', [{}, { a: 1 }, { a: null }, { a: undefined }]],
    ['$a: Int = 7', [{}, { a: 1 }, { a: null }]],
    ['$a: Int! = 7', [{}, { a: null }]],
    ['$a: Size, $b: [Size!]!', [{ b: 'LARGE' }, { a: 'LARGE', b: ['SMALL', null] }, { a: 'MEDIUM', b: [] }]],
    ['$a: [[Int]]', [{ a: [[1], null] }, { a: 1 }, { a: [['x'], ['y'], ['z'], ['w']] }]],
    [
      '$a: Box',
      [{ a: { width: 1 } }, { a: {} }, { a: { width: 1, nope: 2 } }, { a: [] }, { a: { width: 1, tags: 'x' } }],
    ],
    ['$a: Box = { width: 2, inner: { width: 3 } }', [{}, { a: null }]],
    ['$a: Open, $b: Int = 1', [{ a: { any: [1] } }, { a: 'text', b: 'x' }]],
    ['$toString: Int, $constructor: Int!', [{}, { constructor: 1 }]],
    ['$__proto__: Box', [{}, JSON.parse('{"__proto__":{"width":1}}') as Record<string, unknown>]],
    ['$a: Nowhere', [{}, { a: 1 }]],
  ])('answers for %s what getVariableValues answers', (variables, inputs) => {
    const definitions = definitionsOf(variables);
    const coerce = prepareVariables(schema, definitions, options);
    for (const input of inputs) {
      const expected = getVariableValues(schema, definitions, input, options);
      const got = coerce(input);
      expect(got.errors?.map((error) => error.toJSON())).toEqual(expected.errors?.map((error) => error.toJSON()));
      expect(Object.entries(got.coerced ?? {})).toEqual(Object.entries(expected.coerced ?? {}));
    }
  });

  it('takes the absence of all variables for an empty object', () => {
    expect(prepareVariables(schema, definitionsOf('$a: Int = 7'), options)(undefined).coerced).toEqual({ a: 7 });
    expect(prepareVariables(schema, [], options)({ a: 1 }).coerced).toEqual({});
  });

  it('makes the default of an input object anew for each run', () => {
    const coerce = prepareVariables(schema, definitionsOf('$a: Box = { width: 2 }'), options);
    expect(coerce({}).coerced?.a).not.toBe(coerce({}).coerced?.a);
  });
});
