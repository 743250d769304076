/** Copies of one signal arrive within this time. */
const SAME_SIGNAL_MS = 250;

/**
 * Calls back at each SIGINT or SIGTERM, with how many there were. A terminal signals the whole group, and npm and supervisors pass on what
 * they got themselves: copies of one signal are one. For good: a late copy must not end the process while it closes what it opened.
 */
export function onStopSignals(callback: (times: number) => void): void {
  let times = 0;
  let last = 0;
  const onSignal = (): void => {
    const now = performance.now();
    if (times > 0 && now - last < SAME_SIGNAL_MS) return;
    last = now;
    times += 1;
    callback(times);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
