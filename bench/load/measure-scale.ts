import type { NamedPlot, Plot } from '../report/plot-svg.ts';
import { joinOf, QUERIES, rows } from '../scene/queries.ts';
import { measureInterleaved, type RunningContender } from './measure.ts';

const ROWS = [10, 100, 1_000, 10_000];
const SOURCES = [1, 2, 5, 10, 20, 30];
const CONNECTIONS = [1, 4, 16, 64, 256, 1_000];
const ROUND = { milliseconds: 2_000, rounds: 3, warmUpMs: 2_000 };

/**
 * CPU per request over the rows of a list and over the sources that are joined (`many` has all of them), and the rate of the join over the
 * connections that ask for it.
 */
export async function measureScale(
  running: readonly RunningContender[],
  many: RunningContender,
  titles: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<NamedPlot[]> {
  const overRows = new Map<string, [number, number][]>();
  for (const limit of ROWS) {
    log(`scale: ${limit} rows`);
    const asking = running.map((contender) => ({ ...contender, query: rows(limit) }));
    const figures = await measureInterleaved(asking, { ...ROUND, connections: 8 });
    for (const [name, measured] of figures) {
      if (!(measured instanceof Error)) add(overRows, name, [limit, measured.cpuMs]);
    }
  }
  const overSources: [number, number][] = [];
  for (const sources of SOURCES) {
    log(`scale: ${sources} sources`);
    const figures = await measureInterleaved([{ ...many, query: joinOf(sources) }], { ...ROUND, connections: 8 });
    const measured = figures.get(many.name);
    if (measured !== undefined && !(measured instanceof Error)) overSources.push([sources, measured.cpuMs]);
  }
  const overConnections = new Map<string, [number, number][]>();
  const cpuOverConnections = new Map<string, [number, number][]>();
  for (const connections of CONNECTIONS) {
    log(`scale: ${connections} connections`);
    const asking = running.map((contender) => ({ ...contender, query: QUERIES.Q1 }));
    const figures = await measureInterleaved(asking, { ...ROUND, connections });
    for (const [name, measured] of figures) {
      if (measured instanceof Error) continue;
      add(overConnections, name, [connections, measured.requestsPerSecond]);
      add(cpuOverConnections, name, [connections, measured.cpuMs]);
    }
  }
  const series = (points: ReadonlyMap<string, [number, number][]>): Plot['series'] =>
    [...points].map(([name, list]) => ({ title: titles[name] ?? name, points: list }));
  return [
    {
      name: 'rows',
      title: 'CPU of a list over its rows',
      note: 'logarithmic: in proportion is a straight line that rises by ten for ten',
      xTitle: 'rows',
      yTitle: 'CPU ms per request',
      scale: 'log',
      series: series(overRows),
    },
    {
      name: 'sources',
      title: 'CPU of a join over the sources that it joins',
      note: 'linear: a straight line is the same for every source more',
      xTitle: 'sources, one batched call to each',
      yTitle: 'CPU ms per request',
      scale: 'linear',
      series: [{ title: titles[many.name] ?? many.name, points: overSources }],
    },
    {
      name: 'connections-cpu',
      title: 'CPU of the join over connections',
      note: 'level: a connection more costs no request more',
      xTitle: 'connections',
      yTitle: 'CPU ms per request',
      scale: 'log',
      series: series(cpuOverConnections),
    },
    {
      name: 'connections',
      title: 'Rate of the join over connections',
      xTitle: 'connections',
      yTitle: 'requests per second',
      scale: 'log',
      series: series(overConnections),
    },
  ];
}

function add(points: Map<string, [number, number][]>, name: string, point: [number, number]): void {
  points.set(name, [...(points.get(name) ?? []), point]);
}
