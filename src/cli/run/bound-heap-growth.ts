import { setFlagsFromString } from 'node:v8';

/**
 * How much garbage the old part of the heap may gather, in percent of what lives in it. The engine's own bound is larger: a flood of
 * documents that are never seen again would make the process half as large again, and it stays so. Less is paid for in collections: the
 * join of three sources has 0.60 of a hand-written endpoint's rate at 120, and 0.78 at 200, with a third of the p99.
 */
const GROWTH_PERCENT = 200;

/** Collects the old part of the heap earlier than the engine would by itself; a flag of the command line stands before this. */
export function boundHeapGrowth(): void {
  if (process.execArgv.some((flag) => flag.includes('heap-growing-percent'))) return;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
