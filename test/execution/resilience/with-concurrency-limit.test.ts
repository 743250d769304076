import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { callOf, contextOf, deferred, FakeConnector, pipelineOf, settle } from './pipeline-kit.ts';

function gated() {
  const gates: ReturnType<typeof deferred>[] = [];
  const connector = new FakeConnector(() => {
    const gate = deferred();
    gates.push(gate);
    return gate.promise;
  });
  return { connector, gates };
}

const ids = (connector: FakeConnector) => connector.calls.map((call) => call.args.id);

test('calls beyond the limit wait their turn, and beyond the queue are refused', async () => {
  const { connector, gates } = gated();
  const pipeline = pipelineOf(connector, { concurrency: 2, queue: 2 });
  const calls = [0, 1, 2, 3].map((id) => pipeline(callOf({ args: { id } })));
  await expect(pipeline(callOf({ args: { id: 4 } }))).rejects.toMatchObject({ code: 'OVERLOADED', source: 'orders' });
  expect(ids(connector)).toEqual([0, 1]);

  gates[1]?.resolve('one');
  expect(await calls[1]).toBe('one');
  await settle();
  expect(ids(connector)).toEqual([0, 1, 2]);

  gates[0]?.reject(new GatewayError('UPSTREAM_REJECTED'));
  await expect(calls[0]).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  await settle();
  expect(ids(connector)).toEqual([0, 1, 2, 3]);
  for (const gate of gates) gate.resolve(undefined);
  await Promise.allSettled(calls);
});

test('a caller that leaves the queue frees its place in it and is never sent', async () => {
  const { connector, gates } = gated();
  const pipeline = pipelineOf(connector, { concurrency: 1, queue: 1 });
  const first = pipeline(callOf({ args: { id: 1 } }));
  const client = new AbortController();
  const second = pipeline(callOf({ args: { id: 2 }, context: contextOf({ signal: client.signal }) }));
  client.abort(new GatewayError('CANCELLED'));
  await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
  const third = pipeline(callOf({ args: { id: 3 } }));
  gates[0]?.resolve(1);
  await first;
  await settle();
  expect(ids(connector)).toEqual([1, 3]);
  gates[1]?.resolve(3);
  expect(await third).toBe(3);
});

test('places are given back: as many calls as ever may run afterwards', async () => {
  const connector = new FakeConnector(({ args }) => {
    if (Number(args.id) % 2 === 0) throw new GatewayError('UPSTREAM_REJECTED');
    return args.id;
  });
  const pipeline = pipelineOf(connector, { concurrency: 3, queue: 200 });
  await Promise.allSettled(Array.from({ length: 100 }, (_, id) => pipeline(callOf({ args: { id } }))));
  expect(connector.calls).toHaveLength(100);
  await Promise.allSettled([1, 3, 5].map((id) => pipeline(callOf({ args: { id } }))));
  expect(connector.calls).toHaveLength(103);
});
