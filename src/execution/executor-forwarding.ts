import { createHash } from 'node:crypto';
import type { ExecutionContext } from './execution-context.ts';
import type { Forwarding, ForwardingOf } from './link/pipeline-calls.ts';

/**
 * What each source receives of the caller: the headers that its `forward` option names, and a digest of them, so that calls may be
 * shared between callers who send the same. Worked out once for each operation and source.
 */
export function createForwarding(forward: ReadonlyMap<string, readonly string[]>): ForwardingOf {
  const nothing: Forwarding = Object.freeze({ headers: Object.freeze({}), identity: '' });
  const wanted = new Map<string, readonly string[]>();
  for (const [source, names] of forward) {
    if (names.length > 0) wanted.set(source, [...new Set(names.map((name) => name.toLowerCase()))].sort());
  }
  const known = new WeakMap<ExecutionContext, Map<string, Forwarding>>();
  return (source, context) => {
    const names = wanted.get(source);
    if (names === undefined) return nothing;
    const bySource = known.get(context) ?? new Map<string, Forwarding>();
    known.set(context, bySource);
    const found = bySource.get(source);
    if (found !== undefined) return found;
    const headers: Record<string, string> = {};
    for (const name of names) {
      const value = context.headers[name];
      if (value !== undefined) headers[name] = value;
    }
    const pairs = Object.entries(headers);
    const forwarding: Forwarding = { headers, identity: pairs.length === 0 ? '' : digest(pairs) };
    bySource.set(source, forwarding);
    return forwarding;
  };
}

function digest(pairs: readonly (readonly [string, string])[]): string {
  return createHash('sha256').update(JSON.stringify(pairs)).digest('base64url');
}
