import type { PublicKey } from './read-key-set.ts';

/** What an issuer's tokens are verified with. As long as nothing changes it is the same object. */
export type Keys = readonly PublicKey[] | readonly Uint8Array[];

export interface KeyHolder extends Disposable {
  /** Undefined where there are none, or none that are fresh enough. */
  current(): Keys | undefined;
  /** The same after a look for newer ones, where it is time for one. */
  newest(): Promise<Keys | undefined>;
  /** When it may be time again. */
  readonly retryAfterMs: number;
}

/** Keys that stay as they are. */
export function heldKeys(keys: Keys): KeyHolder {
  return {
    current: () => keys,
    newest: () => Promise.resolve(keys),
    retryAfterMs: 0,
    [Symbol.dispose]() {},
  };
}
