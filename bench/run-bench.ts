import { setTimeout as delay } from 'node:timers/promises';
import type { ContenderInput } from './contenders/contender.ts';
import { type Contender, LIMIT } from './contenders/list.ts';
import { startProcess } from './contenders/start-process.ts';
import { askOnce, assertSameData, type Checked } from './load/check-answers.ts';
import { type Figures, measureInterleaved, type RoundOptions, type RunningContender } from './load/measure.ts';
import { measureScale } from './load/measure-scale.ts';
import { describeMachine, type Machine, pinning } from './report/machine.ts';
import type { NamedPlot } from './report/plot-svg.ts';
import { type Ratios, ratiosOf } from './report/ratios.ts';
import { FULL, QUERIES, QUICK, type QueryName } from './scene/queries.ts';
import type { UpstreamPorts } from './scene/upstream.ts';

export interface BenchOptions {
  readonly quick: boolean;
  readonly contenders: readonly Contender[];
  readonly queries: readonly string[] | undefined;
  /** Instead of the usual number. */
  readonly rounds: number | undefined;
  readonly log: (line: string) => void;
}

export interface ContenderReport extends Figures {
  readonly upstreamCalls: number;
}

export interface BenchReport {
  /** By query: rate and CPU of Interlace relative to the others. */
  readonly ratios: Readonly<Record<string, Ratios>>;
  /** By contender and query. A contender that failed has its reason. */
  readonly contenders: Readonly<
    Record<string, Readonly<Record<string, ContenderReport | { readonly failed: string }>>>
  >;
  readonly titles: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly settings: RoundOptions;
  /** How cost grows; a quick run leaves it out. */
  readonly scale?: readonly NamedPlot[];
}

/** Interlace with thirty sources, for the plot over them. */
const MANY: Contender = {
  name: 'interlaceMany',
  title: 'Interlace',
  file: 'interlace-many',
  packages: [],
  caches: false,
};
/** Who is in the plots: the rest would take minutes to fail at their right end. */
const SCALED = ['interlace', LIMIT];
const CONNECTIONS = 32;
/** The first query of a process has everything to compile, the later ones what is theirs. */
const FIRST_WARM_UP = 5;
const FIRST_WARM_UP_REQUESTS = 15_000;
/** Time for a server that has just started to settle. */
const SETTLE_MS = 300;
/** What a quick run may take, apart from the installation and the build: what is left is divided among the queries that are left. */
const QUICK_MS = 240_000;

/** Runs the scene: all contenders that take a query at once, each in its process, loaded in turn. */
export async function runBench({ quick, contenders, queries, rounds, log }: BenchOptions): Promise<BenchReport> {
  const settings: RoundOptions = quick
    ? { connections: CONNECTIONS, rounds: rounds ?? 5, milliseconds: 800, warmUpMs: 1_500 }
    : { connections: CONNECTIONS, rounds: rounds ?? 4, milliseconds: 2_000, warmUpMs: 3_000 };
  const names = (quick ? QUICK : FULL).filter((name) => queries === undefined || queries.includes(name));
  const deadline = performance.now() + (quick ? QUICK_MS : Number.POSITIVE_INFINITY);
  let queriesLeft = names.length;
  const cpus = pinning();
  const upstream = await startProcess('upstream', { cpu: cpus?.load, input: {} });
  const { ports } = upstream.hello as { ports: UpstreamPorts };
  const titles = Object.fromEntries(contenders.map(({ name, title }) => [name, title]));
  let scale: NamedPlot[] | undefined;
  const results: Record<string, Record<string, ContenderReport | { failed: string }>> = {};
  const record = (name: string, query: QueryName, report: ContenderReport | { failed: string }): void => {
    results[name] = { ...results[name], [query]: report };
  };
  const fail = (name: string, query: QueryName, error: unknown): void => {
    const failed = error instanceof Error ? error.message : String(error);
    log(`${query}: ${name} failed: ${failed}`);
    record(name, query, { failed });
  };

  const start = async (contender: Contender, cached: boolean): Promise<RunningContender> => {
    const input: ContenderInput = { upstream: ports, cached };
    const process = await startProcess(contender.file, { cpu: cpus?.gateway, input });
    const { port, path } = process.hello as { port: number; path: string };
    return { name: contender.name, process, port, path, query: '' };
  };

  const measureQuery = async (
    query: QueryName,
    running: readonly RunningContender[],
    isFirst: boolean,
  ): Promise<void> => {
    const asking = running.map((contender) => ({ ...contender, query: QUERIES[query] }));
    const fit: { contender: RunningContender; checked: Checked }[] = [];
    let expected: Checked | undefined;
    for (const contender of asking) {
      try {
        const checked = await askOnce(contender, upstream, query === 'Q3');
        expected ??= checked;
        assertSameData(contender.name, expected.data, checked.data);
        fit.push({ contender, checked });
      } catch (error) {
        fail(contender.name, query, error);
      }
    }
    const figures = await measureInterleaved(
      fit.map(({ contender }) => contender),
      {
        ...settings,
        ...(isFirst && { warmUpMs: settings.warmUpMs * FIRST_WARM_UP, warmUpRequests: FIRST_WARM_UP_REQUESTS }),
        budgetMs: (deadline - performance.now()) / queriesLeft,
      },
    );
    queriesLeft -= 1;
    for (const { contender, checked } of fit) {
      const measured = figures.get(contender.name);
      if (measured === undefined || measured instanceof Error) {
        fail(contender.name, query, measured);
        continue;
      }
      record(contender.name, query, { ...measured, upstreamCalls: checked.upstreamCalls });
      log(
        `${query.padEnd(10)} ${contender.name.padEnd(18)} ${measured.requestsPerSecond.toFixed(0).padStart(7)} req/s ` +
          `${measured.cpuMs.toFixed(3).padStart(8)} ms CPU  p50 ${measured.p50.toFixed(1)} p99 ${measured.p99.toFixed(1)} ms  ` +
          `${measured.rssMb.toFixed(0)} MB  ${checked.upstreamCalls} calls`,
      );
    }
  };

  /** The contenders in their plain or in their caching form, for the queries that are about that form. */
  const runForm = async (cached: boolean, forms: readonly Contender[], asked: readonly QueryName[]): Promise<void> => {
    if (asked.length === 0) return;
    const running: RunningContender[] = [];
    try {
      for (const contender of forms) {
        try {
          running.push(await start(contender, cached));
        } catch (error) {
          for (const query of asked) fail(contender.name, query, error);
        }
      }
      await delay(SETTLE_MS);
      for (const [index, query] of asked.entries()) {
        await measureQuery(query, running, index === 0);
      }
      if (!quick && queries === undefined && !cached) {
        const many = await start(MANY, false);
        running.push(many);
        const scaled = SCALED.flatMap((scaled) => running.filter(({ name }) => name === scaled));
        scale = await measureScale(scaled, many, { ...titles, [MANY.name]: MANY.title }, log);
      }
    } finally {
      await Promise.all(running.map(({ process }) => process.stop()));
    }
  };

  // The limit answers first: what it says is what the others must say.
  const ordered = [...contenders].sort((left, right) => Number(right.name === LIMIT) - Number(left.name === LIMIT));
  try {
    await runForm(
      false,
      ordered,
      names.filter((name) => name !== 'Q3'),
    );
    await runForm(
      true,
      ordered.filter(({ caches }) => caches),
      names.filter((name) => name === 'Q3'),
    );
  } finally {
    await upstream.stop();
  }
  return {
    ratios: Object.fromEntries(names.map((query) => [query, ratiosOf(query, results)])),
    contenders: results,
    titles,
    machine: describeMachine(contenders, cpus !== undefined),
    settings,
    ...(scale === undefined ? undefined : { scale }),
  };
}
