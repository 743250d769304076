import type { Figures, RoundFigures } from '../load/measure.ts';
import { median } from '../load/run-load.ts';
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
      ratios[`${subject}To${title}`] = ratio(own, other, (figures) => figures.requestsPerSecond);
      ratios[`${subject}To${title}Cpu`] = ratio(other, own, (figures) => figures.cpuMs);
      if (name === 'limitB') ratios[`${subject}To${title}P99`] = ratio(own, other, (figures) => figures.p99);
    }
  }
  return ratios;
}

/** The median of the rounds' own ratios: what disturbs the machine for a while disturbs both sides of one. */
function ratio(above: Figures, below: Figures, pick: (figures: RoundFigures) => number): number {
  const rounds = above.rounds.flatMap((figures, round) => {
    const other = below.rounds[round];
    return other === undefined ? [] : [pick(figures) / pick(other)];
  });
  return Math.round(median(rounds) * 1_000) / 1_000;
}

const measured = (report: ContenderReport | { readonly failed: string } | undefined): ContenderReport | undefined =>
  report === undefined || 'failed' in report ? undefined : report;
