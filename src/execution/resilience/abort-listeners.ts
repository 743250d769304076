/** What can be told that a signal was aborted. */
export interface Abortable {
  abort(signal: AbortSignal): void;
}

const listeners = new WeakMap<AbortSignal, Set<Abortable>>();

/**
 * One DOM listener for each signal, however many calls wait for it: adding to the signal itself is a linear search, and Node warns of
 * a leak at the eleventh call of a request.
 */
export function addAbortable(signal: AbortSignal, abortable: Abortable): void {
  let set = listeners.get(signal);
  if (set === undefined) {
    const created = new Set<Abortable>();
    signal.addEventListener('abort', () => {
      for (const each of [...created]) each.abort(signal);
    });
    listeners.set(signal, created);
    set = created;
  }
  set.add(abortable);
}

export function removeAbortable(signal: AbortSignal, abortable: Abortable): void {
  listeners.get(signal)?.delete(abortable);
}
