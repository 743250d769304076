import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { callOf, contextOf, deferred, FakeConnector, pipelineOf, settle } from './pipeline-kit.ts';

type Step = { do: 'ask' } | { do: 'leave'; who: number } | { do: 'answer' } | { do: 'fail' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'answer' }, { do: 'fail' }) },
);

test('whoever asks, leaves and is answered in whatever order: one call at a time, aborted only when the last has left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const gates: ReturnType<typeof deferred>[] = [];
      const connector = new FakeConnector(({ signal }) => {
        const gate = deferred();
        gates.push(gate);
        signal.addEventListener('abort', () => gate.reject(signal.reason));
        return gate.promise;
      });
      const pipeline = pipelineOf(connector, { retries: 0, breaker: false, concurrency: 1000 });

      // The model: who waits for the call under way, and what each caller must hear.
      const callers: { client: Canceller; heard: Promise<string>; expected?: string }[] = [];
      let waiting = new Set<number>();
      let calls = 0;
      for (const each of steps) {
        if (each.do === 'ask') {
          const client = new Canceller();
          const heard = pipeline(callOf({ context: contextOf({ signal: client }) })).then(
            String,
            (error: GatewayError) => error.code,
          );
          if (waiting.size === 0) calls += 1;
          waiting.add(callers.push({ client, heard }) - 1);
        } else if (each.do === 'leave') {
          const caller = callers[each.who];
          caller?.client.abort(new GatewayError('CANCELLED'));
          if (caller !== undefined && waiting.delete(each.who)) {
            caller.expected = 'CANCELLED';
            await settle();
            expect(connector.calls.at(-1)?.signal.aborted).toBe(waiting.size === 0);
          }
        } else if (waiting.size > 0) {
          const text = `answer ${calls}`;
          if (each.do === 'answer') gates.at(-1)?.resolve(text);
          else gates.at(-1)?.reject(new GatewayError('UPSTREAM_REJECTED'));
          for (const who of waiting) {
            const caller = callers[who];
            if (caller !== undefined) caller.expected = each.do === 'answer' ? text : 'UPSTREAM_REJECTED';
          }
          waiting = new Set();
        }
        await settle();
        expect(connector.calls).toHaveLength(calls);
      }
      for (const { heard, expected } of callers) if (expected !== undefined) expect(await heard).toBe(expected);
    }),
    { numRuns: 80 },
  );
});
