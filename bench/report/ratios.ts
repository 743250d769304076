import type { ContenderReport } from '../run-bench.ts';

/** Interlace to another contender: of rate (more is better), of CPU per request (`Cpu`: how many times less Interlace needs). */
export type Ratios = Readonly<Record<string, number>>;

type Results = Readonly<Record<string, Readonly<Record<string, ContenderReport | { readonly failed: string }>>>>;

const OTHERS = {
  limitB: 'Limit',
  limitA: 'LimitA',
  hive: 'Hive',
  apollo: 'Apollo',
  mercurius: 'Mercurius',
} as const;

/** A contender that was not measured has no ratio. */
export function ratiosOf(query: string, results: Results): Ratios {
  const ratios: Record<string, number> = {};
  for (const subject of ['interlace', 'interlaceInApollo'] as const) {
    const own = measured(results[subject]?.[query]);
    if (own === undefined) continue;
    for (const [name, title] of Object.entries(OTHERS)) {
      const other = measured(results[name]?.[query]);
      if (other === undefined) continue;
      ratios[`${subject}To${title}`] = rounded(own.requestsPerSecond / other.requestsPerSecond);
      ratios[`${subject}To${title}Cpu`] = rounded(other.cpuMs / own.cpuMs);
      if (name === 'limitB') ratios[`${subject}To${title}P99`] = rounded(own.p99 / other.p99);
    }
  }
  return ratios;
}

const measured = (report: ContenderReport | { readonly failed: string } | undefined): ContenderReport | undefined =>
  report === undefined || 'failed' in report ? undefined : report;

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
