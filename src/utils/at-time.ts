/** Node takes a longer time for one that is over. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls back at a time, in milliseconds since 1970, however far away it is; keeps no process alive. Returns how to forget it. */
export function atTime(time: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = time - Date.now();
    timer = left > MAX_TIMER_MS ? setTimeout(wait, MAX_TIMER_MS) : setTimeout(callback, Math.max(0, left));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
