import type { BenchReport } from '../run-bench.ts';

export function renderResults(report: BenchReport): string {
  return JSON.stringify(report);
}
