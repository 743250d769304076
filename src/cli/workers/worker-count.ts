import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

const MOST = 256;

/** `auto`: as many as the machine lets this process run at once. */
export function parseWorkerCount(text: string): number {
  if (text === 'auto') return Math.min(MOST, availableParallelism());
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST)
    throw new InvalidArgumentError(`It must be "auto" or a whole number from 1 to ${MOST}.`);
  return count;
}
