import { expect, it } from 'vitest';
import { createExecutor } from '../../../src/execution/executor.ts';
import type { Handler } from '../../../src/execution/pipeline.ts';
import { executable } from '../executable.ts';
import { fakeCall, fakeContext, fakeGraph } from '../fake-graph.ts';

const graph = fakeGraph({
  sdl: `
    type Query { a: Int }
    type Mutation { books: Books }
    type Books { add: Int! remove: Int }`,
  routes: {
    'Mutation.books': { kind: 'namespace' },
    'Books.add': fakeCall('Mutation.add', 'write'),
    'Books.remove': fakeCall('Mutation.remove', 'write'),
  },
});

it.each([true, false])('a write is not cancelled because one beside it failed (plans: %s)', async (plans) => {
  let finish: () => void = () => undefined;
  const removed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let wasCancelled: boolean | undefined;
  const handler: Handler = async ({ operation, signal }) => {
    if (operation.coordinate === 'Mutation.add') return null;
    setImmediate(finish);
    await removed;
    await new Promise((resolve) => setImmediate(resolve));
    wasCancelled = signal.aborted;
    return 1;
  };
  const executor = createExecutor({ graph, schema: executable(graph, handler), handler, plans });
  const operation = executor.prepare('mutation { books { add remove } }', undefined);
  if ('errors' in operation) throw new Error('not prepared');
  const result = await executor.execute(operation, {}, fakeContext());
  expect(result.data).toEqual({ books: null });
  await removed;
  await expect.poll(() => wasCancelled).toBe(false);
});
