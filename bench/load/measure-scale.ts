import type { NamedPlot, Plot } from '../report/plot-svg.ts';
import { QUERIES, rows } from '../scene/queries.ts';
import { measureInterleaved, type RunningContender } from './measure.ts';

const ROWS = [10, 100, 1_000, 10_000];
const CONNECTIONS = [1, 4, 16, 64, 256, 1_000];
const ROUND = { milliseconds: 2_000, rounds: 3, warmUpMs: 2_000 };

/** CPU per request over the rows of a list, and requests per second over the connections that ask for the join. */
export async function measureScale(
  running: readonly RunningContender[],
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
  const overConnections = new Map<string, [number, number][]>();
  for (const connections of CONNECTIONS) {
    log(`scale: ${connections} connections`);
    const asking = running.map((contender) => ({ ...contender, query: QUERIES.Q1 }));
    const figures = await measureInterleaved(asking, { ...ROUND, connections });
    for (const [name, measured] of figures) {
      if (!(measured instanceof Error)) add(overConnections, name, [connections, measured.requestsPerSecond]);
    }
  }
  const series = (points: ReadonlyMap<string, [number, number][]>): Plot['series'] =>
    [...points].map(([name, list]) => ({ title: titles[name] ?? name, points: list }));
  return [
    {
      name: 'rows',
      title: 'CPU of a list over its rows',
      xTitle: 'rows',
      yTitle: 'CPU ms per request',
      scale: 'log',
      series: series(overRows),
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
