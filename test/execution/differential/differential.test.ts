import { describe, expect, it } from 'vitest';
import { CachePolicy } from '../../../src/execution/caching/cache-policy.ts';
import { FieldCache } from '../../../src/execution/caching/field-cache.ts';
import { createPipeline } from '../../../src/execution/create-pipeline.ts';
import type { ExecutionContext } from '../../../src/execution/execution-context.ts';
import { createExecutor } from '../../../src/execution/executor.ts';
import type { Executor, PreparedOperation } from '../../../src/execution/executor-contract.ts';
import type { Handler } from '../../../src/execution/pipeline.ts';
import { FallbackNotes } from '../../../src/execution/resilience/fallback-note.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import type { CallConnector } from '../../../src/sources/source.ts';
import { Canceller } from '../../../src/utils/cancel-signal.ts';
import { executable } from '../executable.ts';
import { fakeContext } from '../fake-graph.ts';
import { difference, valueAt } from './compare.ts';
import { Random, seedOf } from './random.ts';
import { randomDocument } from './random-document.ts';
import { randomGraph, SOURCES } from './random-graph.ts';
import { type Faults, randomChecks, randomConnector, randomHandler } from './random-source.ts';

/** `INTERLACE_DIFFERENTIAL_CASES=50000` for exactly so many, `INTERLACE_DIFFERENTIAL_SEED=…` to begin elsewhere or to repeat a case. */
const GIVEN_CASES = process.env.INTERLACE_DIFFERENTIAL_CASES;
const CASES = Number(GIVEN_CASES ?? 3_000);
const FIRST_SEED = Number(process.env.INTERLACE_DIFFERENTIAL_SEED ?? 1);
/** An ordinary run takes as many cases as it can in this time, and never fewer than `AT_LEAST`. */
const ORDINARY_MS = 12_000;
const AT_LEAST = 50;
const CASES_PER_GRAPH = 25;

const LIMITS = { depth: 100, aliases: 1_000, rootFields: 100, directives: 1_000, fields: 10_000 };

/** `upstream` is the graph whose types the services' values are made of. */
function executors(graph: Graph, upstream: Graph, seed: number, faults: Faults, guarded: ReadonlySet<string>) {
  // Every second graph has the real pipeline in front of its services, with a cache of its own for each evaluator.
  const isPiped = seed % 2 === 0;
  const logs = { plan: [] as string[], reference: [] as string[] };
  const handlerOf = (log: string[]): Handler =>
    isPiped
      ? pipelineOf(graph, randomConnector(upstream, seed, faults, log))
      : randomHandler(upstream, seed, faults, log);
  const permissions = randomChecks(guarded, seed);
  const executorOf = (log: string[], plans: boolean): Executor => {
    const handler = handlerOf(log);
    const schema = executable(graph, handler, { permissions });
    return createExecutor({ graph, schema, handler, permissions, limits: LIMITS, newId: () => 'id', plans });
  };
  return { plan: executorOf(logs.plan, true), reference: executorOf(logs.reference, false), logs };
}

function pipelineOf(graph: Graph, connector: CallConnector<unknown>): Handler {
  return createPipeline({
    sources: SOURCES.map((name) => ({
      name,
      connector,
      resilience: { retries: 0, breaker: false, concurrency: 1_000, queue: 10_000 },
    })),
    cache: new FieldCache({ schemaHash: 'graph' }),
    rules: graph.callRules,
    invalidations: graph.invalidations,
  });
}

function prepared(executor: Executor, text: string): PreparedOperation | undefined {
  const operation = executor.prepare(text, undefined);
  return 'errors' in operation ? undefined : operation;
}

/** Writes in their order; those that are under way together, as in a namespace, in no order. */
function rounds(log: readonly string[]): string {
  const done: string[] = [];
  let round: string[] = [];
  let running = 0;
  for (const entry of log) {
    round.push(entry);
    running += entry.startsWith('begins') ? 1 : -1;
    if (running > 0) continue;
    done.push(round.sort().join(' | '));
    round = [];
  }
  return [...done, ...round].join('\n');
}

/** What an answer says besides itself: what it may be kept for, to the minute, and what stands in for what failed. */
function besides({ cachePolicy, fallbacks }: ExecutionContext): string {
  const kept = cachePolicy?.cacheControl?.replace(/\d+/, (seconds) => String(Math.round(Number(seconds) / 60)));
  const notes = fallbacks?.list.map((note) => JSON.stringify(note)).sort();
  return JSON.stringify([kept, [...(cachePolicy?.vary ?? [])].sort(), notes]);
}

/** The plan may work out a link's arguments, and so read the context, for a parent that turns out to be null: private then, at worst. */
const agrees = (reference: string, plan: string): boolean =>
  reference === plan || reference.replace('"public,', '"private,') === plan;

/** The notes of fallbacks come in the order in which calls failed. */
const withoutExtensions = (json: string): string => {
  const { extensions: _, ...rest } = JSON.parse(json);
  return JSON.stringify(rest);
};

describe('the plan and the reference', () => {
  it(`give the same data and the same errors (at most ${CASES} cases)`, { timeout: 3_600_000 }, async () => {
    let compared = 0;
    let failing = 0;
    let replaced = 0;
    const started = performance.now();
    const enough = () => GIVEN_CASES === undefined && compared >= AT_LEAST && performance.now() - started > ORDINARY_MS;
    for (let seed = FIRST_SEED; compared < CASES && !enough(); seed += 1) {
      const { graph, lenient, guarded } = randomGraph(seed);
      const random = new Random(seedOf('faults', seed));
      const faults = random.chance(0.3)
        ? { garbage: 0, failure: 0, missing: 0.1 }
        : { garbage: random.next() * 0.05, failure: random.next() * 0.2, missing: random.next() * 0.4 };
      // On some days most calls fail.
      if (random.chance(0.15)) faults.failure = 0.7;
      const { plan, reference, logs } = executors(graph, graph, seed, faults, guarded);
      for (let i = 0; i < CASES_PER_GRAPH; i += 1) {
        const { text, variables } = randomDocument(graph.schema, new Random(seedOf('document', seed, i)));
        const operation = prepared(plan, text);
        if (operation === undefined) continue;
        // Preparing is the same for both; a prepared operation without plans is one for the reference.
        const other = { ...operation, plans: undefined };
        if (!operation.planned && !/more than \d+ fields/.test(operation.reason ?? '')) {
          throw new Error(`Seed ${seed}: ${operation.reason}\n${text}`);
        }
        const jwt = { sub: seed % 3 === 0 ? undefined : `s${seed % 3}` };
        const contextOf = () =>
          fakeContext({
            jwt,
            signal: new Canceller(),
            fallbacks: new FallbackNotes(),
            cachePolicy: new CachePolicy(),
          });
        const [byReference, byPlan] = [contextOf(), contextOf()];
        const expected = await reference.execute(other, variables, byReference);
        const actual = await plan.execute(operation, variables, byPlan);
        const found = await difference(expected, actual, async (error) => {
          const { reference: all } = executors(lenient(), graph, seed, faults, guarded);
          const whole = prepared(all, text);
          if (whole === undefined) return false;
          const result = await all.execute(whole, variables, contextOf());
          const here = result.errors?.filter(({ path }) => JSON.stringify(path) === JSON.stringify(error.path)) ?? [];
          if (here.some(({ message, extensions }) => message === error.message && extensions.source === error.source))
            return true;
          const isNull = valueAt(result.data, error.path) === null;
          return isNull && here.length === 0 && error.message.startsWith('Cannot return null for non-nullable field ');
        });
        const where = `INTERLACE_DIFFERENTIAL_SEED=${seed} document ${i}\n${text}\n${JSON.stringify(variables)}\n`;
        if (found !== undefined) throw new Error(where + found);
        // Beside errors either may have stopped early.
        if (expected.errors === undefined && !agrees(besides(byReference), besides(byPlan)))
          throw new Error(`${where}besides:\n${besides(byReference)}\n${besides(byPlan)}`);
        if (byPlan.fallbacks?.list.length !== 0) replaced += 1;
        if (rounds(logs.plan) !== rounds(logs.reference))
          throw new Error(`${where}writes:\n${logs.reference.join('\n')}\n\n${logs.plan.join('\n')}`);
        const written = String((await plan.executeToJson(operation, variables, contextOf())).body);
        logs.plan.length = 0;
        logs.reference.length = 0;
        const { extensions: _, ...bare } = actual;
        if ('data' in actual && withoutExtensions(written) !== JSON.stringify(bare)) {
          throw new Error(`${where}text:\n${JSON.stringify(bare)}\n${written}`);
        }
        compared += 1;
        if (actual.errors !== undefined) failing += 1;
      }
    }
    // Both kinds have to be among them, or nothing was shown.
    expect(failing).toBeGreaterThan(compared * 0.1);
    expect(compared - failing).toBeGreaterThan(compared * 0.1);
    if (compared > 1_000) expect(replaced).toBeGreaterThan(compared * 0.002);
  });
});
