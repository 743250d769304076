import type { CancelSignal } from '../../utils/cancel-signal.ts';
import { abortReason } from './abort-reason.ts';

/** Resolves after so many milliseconds, or rejects with the reason as soon as the signal is aborted. */
export function pause(milliseconds: number, signal: CancelSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(abortReason(signal));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    const onAbort = () => {
      clearTimeout(timer);
      reject(abortReason(signal));
    };
    signal.addEventListener('abort', onAbort);
  });
}
