const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The longest delay that a Node timer takes; beyond it a timer fires at once. */
const MAX_DURATION = 2_147_483_647;

/** Milliseconds of `250`, `'250ms'`, `'10s'`, `'5m'`, `'1h'`, `'1d'`; undefined for anything else, and for more than 24 days. */
export function parseDuration(value: number | string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(typeof value === 'number' ? `${value}ms` : value.trim());
  if (match === null) return undefined;
  const milliseconds = Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN));
  return milliseconds <= MAX_DURATION ? milliseconds : undefined;
}
