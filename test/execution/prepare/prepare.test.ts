import { describe, expect, it } from 'vitest';
import { createExecutor } from '../../../src/execution/executor.ts';
import type { ExecutorOptions } from '../../../src/execution/executor-contract.ts';
import { executable } from '../executable.ts';
import { fakeContext, fakeGraph } from '../fake-graph.ts';
import { fakeSource } from '../fake-source.ts';

const graph = fakeGraph({
  sdl: `type Query { me(id: ID, tags: [String]): User other(id: Int!): User } type Mutation { write: User }
    type User { id: ID name: String friend: User friends(first: Int): [User] }`,
});
const source = fakeSource({
  'Query.me': ({ id }) => ({ id, name: 'Ada' }),
  'Query.other': ({ id }) => ({ id }),
  'Mutation.write': () => ({ id: 1 }),
});

function executor(options: Partial<ExecutorOptions> = {}) {
  const schema = executable(graph, source.handler);
  return createExecutor({ graph, schema, handler: source.handler, ...options });
}

function errorsOf(text: string, options: Partial<ExecutorOptions> = {}, operationName?: string) {
  const prepared = executor(options).prepare(text, operationName);
  if (!('errors' in prepared)) throw new Error('The document was prepared.');
  return prepared.errors.map(({ message, extensions }) => [extensions?.code, message] as const);
}

const codesOf = (...args: Parameters<typeof errorsOf>) => errorsOf(...args).map(([code]) => code);

describe('preparing a document', () => {
  it.each([
    ['GRAPHQL_PARSE_FAILED', '{'],
    ['GRAPHQL_PARSE_FAILED', ''],
    ['GRAPHQL_VALIDATION_FAILED', '{ nope }'],
    ['GRAPHQL_VALIDATION_FAILED', 'fragment A on Query { ...B } fragment B on Query { ...A } { ...A }'],
    ['OPERATION_RESOLUTION_FAILURE', 'query A { me { id } } query B { me { id } }'],
    ['LIMIT_EXCEEDED', `{ me { id } } #${'x'.repeat(100_000)}`],
    ['GRAPHQL_PARSE_FAILED', `{ me { id } }${' #\n'.repeat(501)}`],
    ['TOKEN_LIMIT_EXCEEDED', `{ me { ${'id '.repeat(2_000)} } }`],
    ['DEPTH_LIMIT_EXCEEDED', `{ me { ${'friend { '.repeat(12)} id ${'}'.repeat(12)} } }`],
    ['ALIAS_LIMIT_EXCEEDED', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    ['LIMIT_EXCEEDED', `{ ${'me { id } '.repeat(21)} }`],
    ['LIMIT_EXCEEDED', `{ me { id ${'@skip(if: false) '.repeat(51)} } }`],
    ['LIMIT_EXCEEDED', Array.from({ length: 11 }, (_, i) => `query Q${i} { me { id } }`).join(' ')],
  ])('answers %s', (code, text) => {
    expect(codesOf(text)).toContain(code);
  });

  it.each(['q{', 'f(x:[[[', 'f(x:{a:{a:', '...{...{', '$a:[[['])('never overflows the stack on %s', (piece) => {
    expect(codesOf(`{${piece.repeat(15_000)}`.slice(0, 99_000))).toEqual(['GRAPHQL_PARSE_FAILED']);
  });

  it('measures what fragments multiply without spreading them', () => {
    const bomb = Array.from(
      { length: 24 },
      (_, i) => `fragment F${i} on User { ...F${i + 1} friend { ...F${i + 1} } }`,
    );
    const started = performance.now();
    const codes = codesOf(`{ me { ...F0 } } ${bomb.join(' ')} fragment F24 on User { id name }`);
    expect(codes).toEqual(['DEPTH_LIMIT_EXCEEDED', 'LIMIT_EXCEEDED']);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('counts the same depth wherever fragments hide it', () => {
    const fragment = `fragment Deep on User { ${'friend { '.repeat(9)} id ${'}'.repeat(9)} }`;
    expect(codesOf(`{ a: me { ...Deep } b: me { friend { friend { ...Deep } } } } ${fragment}`)).toEqual([
      'DEPTH_LIMIT_EXCEEDED',
    ]);
    expect(
      'errors' in executor().prepare(`{ a: me { ...Deep } b: me { friend { ...Deep } } } ${fragment}`, undefined),
    ).toBe(false);
  });

  it('answers at most ten errors, and no suggestions where introspection is off', () => {
    const text = `{ ${Array.from({ length: 15 }, () => 'mee { id }').join(' ')} }`;
    expect(errorsOf(text)[0]?.[1]).toContain('Did you mean');
    const hidden = errorsOf(text, { introspection: false });
    expect(hidden.length).toBeLessThanOrEqual(10);
    expect(JSON.stringify(hidden)).not.toContain('Did you mean');
    expect(codesOf('{ __schema { queryType { name } } }', { introspection: false })).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  });

  it('remembers a document, and finds the operation by its name', () => {
    const remembering = executor();
    const text = 'query A { me { id } } mutation B { write { id } }';
    const first = remembering.prepare(text, 'A');
    expect(remembering.prepare(text, 'A')).toBe(first);
    expect(first).toMatchObject({ kind: 'query', operationName: 'A', planned: true });
    expect(remembering.prepare(text, 'B')).toMatchObject({ kind: 'mutation', operationName: 'B' });
    expect(codesOf(text, {}, 'C')).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  });
});

describe('running a prepared operation', () => {
  const run = async (text: string, variables: Record<string, unknown>, options: Partial<ExecutorOptions> = {}) => {
    const running = executor(options);
    const prepared = running.prepare(text, undefined);
    if ('errors' in prepared) throw new Error(JSON.stringify(prepared.errors));
    const result = await running.execute(prepared, variables, fakeContext());
    const { body, began } = await running.executeToJson(prepared, variables, fakeContext());
    expect(String(body)).toBe(JSON.stringify(result));
    expect(began).toBe('data' in result);
    return result;
  };

  it.each([true, false])('refuses variables that do not fit, before anything is asked (plans: %s)', async (plans) => {
    const before = source.calls.length;
    const result = await run('query ($id: Int!) { other(id: $id) { id } }', { id: 'x' }, { plans });
    expect(result.data).toBeUndefined();
    expect(result.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(source.calls.length).toBe(before);
  });

  it('asks the reference where a condition is null, and says what graphql-js says', async () => {
    const text = 'query ($if: Boolean = true) { me { id @include(if: $if) } }';
    expect(await run(text, {})).toEqual({ data: { me: { id: null } } });
    const result = await run(text, { if: null });
    expect(result.errors).toMatchObject([
      {
        message: 'Argument "if" of non-null type "Boolean!" must not be null.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it.each([true, false])('masks what is not ours, and says who to ask (plans: %s)', async (plans) => {
    const reported: unknown[] = [];
    const handler = () => Promise.reject(new Error('secret pg://u:p@h'));
    const options = {
      schema: executable(graph, handler),
      handler,
      plans,
      newId: () => 'the-id',
      report: (id: string, error: unknown) => reported.push([id, String(error)]),
    };
    const result = await run('{ me { id } }', {}, options);
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      errors: [
        {
          message: 'Internal server error.',
          locations: [{ line: 1, column: 3 }],
          path: ['me'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', id: 'the-id' },
        },
      ],
      data: { me: null },
    });
    expect(reported[0]).toEqual(['the-id', expect.stringContaining('secret')]);
  });
});
