import { buildSchema, getArgumentValues, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { prepareArguments } from '../../../src/execution/plan/prepare-arguments.ts';

const schema = buildSchema(`
  enum Size { SMALL LARGE }
  input Box { width: Int!, size: Size = SMALL }
  type Query {
    ask(first: Int = 10, after: String, size: Size!, box: Box, list: [Int!], due: Int! = 3): Int
    odd(toString: Int, constructor: Int): Int
  }
`);

const RUNS: readonly Record<string, unknown>[] = [
  {},
  { a: 1 },
  { a: null },
  { a: 'LARGE', b: 2 },
  { a: { width: 1, size: 'LARGE' }, b: null },
];

describe('prepareArguments', () => {
  it.each([
    'ask',
    'ask(size: LARGE)',
    'ask(size: $a)',
    'ask(size: SMALL, first: $a, after: $b)',
    'ask(after: $b, size: $a, first: null)',
    'ask(size: null)',
    'ask(size: SMALL, box: $a, due: $b)',
    'ask(size: SMALL, box: { width: $b })',
    'ask(size: SMALL, box: { width: 4 }, list: 5)',
    'ask(size: SMALL, list: [1, $b])',
    'ask(size: SMALL, due: null)',
    'ask(size: SMALL, first: $toString)',
    'odd(toString: 1)',
    'odd(toString: $a, constructor: $b)',
    'odd',
  ])('reads for %s what getArgumentValues reads', (text) => {
    const { definition, node } = field(text);
    const { read, fixed } = prepareArguments(definition, node);
    for (const variables of RUNS) {
      const expected = outcome(() => getArgumentValues(definition, node, variables));
      expect(outcome(() => read(variables))).toEqual(expected);
      if (fixed !== undefined) expect(outcome(() => fixed)).toEqual(expected);
    }
  });

  it.each([
    ['ask(size: LARGE)', { first: 10, size: 'LARGE', due: 3 }],
    ['ask(size: LARGE, first: $a)', undefined],
    ['ask(size: LARGE, box: { width: $a })', undefined],
    ['ask(size: null)', undefined],
  ])('knows of %s what is the same in every run', (text, expected) => {
    const { definition, node } = field(text);
    expect(prepareArguments(definition, node).fixed).toEqual(expected);
  });
});

function field(text: string) {
  const [operation] = parse(`{ ${text} }`).definitions;
  const node = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined;
  if (node?.kind !== Kind.FIELD) throw new Error('Not a field.');
  const definition = schema.getQueryType()?.getFields()[node.name.value];
  if (definition === undefined) throw new Error('No such field.');
  return { definition, node };
}

/** Entries, because their order is part of what a call is known by. */
function outcome(run: () => Readonly<Record<string, unknown>>): unknown {
  try {
    return Object.entries(run());
  } catch (error) {
    return String(error);
  }
}
