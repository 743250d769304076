import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/gateway-error.ts';
import { openSources, type SourceToOpen } from '../../src/sources/open-sources.ts';
import type { CallConnector, SourceIO } from '../../src/sources/source.ts';
import { type DescriptionSnapshot, defineSource } from '../../src/sources/source-definition.ts';

interface TypeNames {
  readonly names: ReadonlySet<string>;
}

/** A source whose description is what `read` gives. */
function fake(read: () => Promise<TypeNames>): SourceToOpen['definition'] {
  return defineSource<object, TypeNames, undefined>({
    kind: 'fake',
    describe: read,
    translate: ({ names }) => ({
      schema: buildSchema([...names].map((name) => `type ${name} { id: ID }`).join('\n')),
      operations: new Map(),
      issues: [],
      described: 0,
    }),
    connect: (): CallConnector<undefined> => ({
      takes: 'calls',
      call: async () => null,
      [Symbol.asyncDispose]: async () => undefined,
    }),
  })({});
}

const io: SourceIO = {
  baseDir: '/',
  readFile: async () => new Uint8Array(),
  listFiles: async () => [],
  fetch: async () => {
    throw new GatewayError('DESCRIPTION_UNREADABLE');
  },
};

function memorySnapshot(): DescriptionSnapshot {
  let kept: Uint8Array | undefined;
  return {
    read: async () => kept,
    write: async (bytes) => {
      kept = bytes;
    },
  };
}

const noSnapshot = (): DescriptionSnapshot => {
  throw new Error('A source that does not ask for the last good description has none.');
};

const good = fake(async () => ({ names: new Set(['Order']) }));
const bad = fake(async () => {
  throw new GatewayError('DESCRIPTION_UNREADABLE', 'orders.yaml cannot be read.');
});

test('a source that fails is reported beside those that open; only an excluded one is not fatal', async () => {
  const { opened, failures } = await openSources(
    [
      { name: 'a', definition: good, options: {}, onError: 'fail', at: 'sources' },
      { name: 'b', definition: bad, options: {}, onError: 'fail', at: 'sources' },
      { name: 'c', definition: bad, options: {}, onError: 'exclude', at: 'sources' },
    ],
    () => io,
    noSnapshot,
  );
  expect(opened.map(({ name }) => name)).toEqual(['a']);
  expect(failures.map(({ name, fatal, error }) => [name, fatal, error.code, error.source])).toEqual([
    ['b', true, 'DESCRIPTION_UNREADABLE', 'b'],
    ['c', false, 'DESCRIPTION_UNREADABLE', 'c'],
  ]);
});

test('the last good description stands in for one that cannot be read, and says so', async () => {
  const snapshot = memorySnapshot();
  const open = (definition: SourceToOpen['definition']) =>
    openSources(
      [{ name: 'a', definition, options: {}, onError: 'last-good', at: 'sources' }],
      () => io,
      () => snapshot,
    );
  const first = await open(good);
  expect(first.opened[0]?.stale).toBeUndefined();
  const second = await open(bad);
  expect(second.failures).toEqual([]);
  expect(second.opened[0]?.stale?.code).toBe('DESCRIPTION_UNREADABLE');
  expect(second.opened[0]?.subschema.schema.getType('Order')).toBeDefined();
});

test('without a good description ever, last-good fails like any other', async () => {
  const { failures } = await openSources(
    [{ name: 'a', definition: bad, options: {}, onError: 'last-good', at: 'sources' }],
    () => io,
    () => memorySnapshot(),
  );
  expect(failures).toMatchObject([{ name: 'a', fatal: true }]);
});
