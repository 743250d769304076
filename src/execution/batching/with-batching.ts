import { GatewayError } from '../../errors/gateway-error.ts';
import type { PropertyPath } from '../../graph/graph.ts';
import { notAHolder, withoutKey } from '../misfit.ts';
import type { BatchCall, Handler, Interceptor, KeyedAnswer, PipelineCall } from '../pipeline.ts';
import { isBlocked, itemKeyText, readPath } from './key-text.ts';

/** Keys of one call where neither the link nor the operation says less. */
const DEFAULT_MAX_KEYS = 100;

/** Calls that one rejected chunk may cost beyond its first, to find the keys that the upstream rejects. */
const MAX_BISECTION_CALLS = 16;

/** By key text, the value for the argument. */
type Keys = BatchCall['keys'];

/**
 * Turns a call with many keys into as few upstream calls as their size allows, in parallel, and the answers into a `KeyedAnswer`: by key
 * and never by position, null where the upstream has none, an Error for the keys of a chunk that failed. Where an upstream rejects a
 * chunk of a repeatable read, the chunk is halved within bounds, so that one bad key does not take the others with it. Rejects only
 * where nothing at all was answered.
 */
export function withBatching(): Interceptor {
  return (next) => (call) => (call.batch === undefined ? next(call) : new KeyBatch(next, call, call.batch).answer());
}

class KeyBatch {
  readonly #next: Handler;
  readonly #call: PipelineCall;
  readonly #batch: BatchCall;

  constructor(next: Handler, call: PipelineCall, batch: BatchCall) {
    this.#next = next;
    this.#call = call;
    this.#batch = batch;
  }

  answer(): Promise<KeyedAnswer> {
    const { keys, keyed } = this.#batch;
    const size = Math.min(keyed.max, this.#call.operation.batch?.max ?? DEFAULT_MAX_KEYS);
    if (keys.size === 0) return Promise.resolve(new Map());
    return keys.size <= size
      ? this.#askChunk(keys)
      : this.#askAll(chunksOf(keys, size), (chunk) => this.#askChunk(chunk));
  }

  #askChunk(keys: Keys): Promise<KeyedAnswer> {
    const { effect, idempotent } = this.#call.operation;
    return effect === 'read' && idempotent ? this.#bisect(keys, { left: MAX_BISECTION_CALLS }) : this.#ask(keys);
  }

  /** The budget is shared by all halves of one chunk. */
  #bisect(keys: Keys, budget: { left: number }): Promise<KeyedAnswer> {
    return this.#ask(keys).catch((thrown: unknown) => {
      const rejected = GatewayError.is(thrown) && thrown.code === 'UPSTREAM_REJECTED';
      if (!rejected || keys.size === 1 || budget.left < 2) throw thrown;
      budget.left -= 2;
      return this.#askAll(chunksOf(keys, (keys.size + 1) >> 1), (half) => this.#bisect(half, budget));
    });
  }

  async #askAll(parts: readonly Keys[], ask: (part: Keys) => Promise<KeyedAnswer>): Promise<KeyedAnswer> {
    const settled = await Promise.allSettled(parts.map(ask));
    const [first] = settled;
    if (first?.status === 'rejected' && settled.every((result) => result.status === 'rejected')) throw first.reason;
    const all = new Map<string, unknown>();
    settled.forEach((result, i) => {
      if (result.status === 'fulfilled') for (const [text, item] of result.value) all.set(text, item);
      else for (const text of parts[i]?.keys() ?? []) all.set(text, GatewayError.from(result.reason).at(this.#place));
    });
    return all;
  }

  async #ask(keys: Keys): Promise<KeyedAnswer> {
    const call = this.#call;
    const batch = this.#batch;
    const args = withArgument(call.args, batch.keyed.arg, [...keys.values()]);
    const value = await this.#next({ ...call, args, batch: keys === batch.keys ? batch : { ...batch, keys } });
    if (isBlocked(value, batch.resultPath)) throw notAHolder(batch.resultPath, this.#place);
    return itemsByKey(value, batch, keys, () => withoutKey(batch.keyed.by, this.#place));
  }

  get #place(): { source: string; coordinate: string } {
    return { source: this.#call.source, coordinate: this.#call.operation.coordinate };
  }
}

/** What nobody finds is not there; where items do not say whose they are, as they must, that is not known. */
function itemsByKey(value: unknown, batch: BatchCall, keys: Keys, garbage: () => GatewayError): KeyedAnswer {
  const answer = new Map<string, unknown>();
  for (const text of keys.keys()) answer.set(text, null);
  const items = readPath(value, batch.resultPath);
  if (items === undefined || items === null) return answer;
  let stray = false;
  for (const item of Array.isArray(items) ? items : [items]) {
    const text = itemKeyText(item, batch.keyed.by);
    // An upstream may send more than was asked for; what nobody asked for is nobody's.
    stray ||= text === undefined && item !== null && (batch.keyed.certain === true || isGarbage(item, batch.keyed.by));
    const known = text === undefined ? undefined : answer.get(text);
    if (text === undefined || known === undefined) continue;
    if (known === null) answer.set(text, batch.many ? [item] : item);
    else if (batch.many) (known as unknown[]).push(item);
  }
  if (stray) {
    for (const [text, item] of answer) if (item === null) answer.set(text, garbage());
  }
  return answer;
}

/** No key of it can be read; not that there is none. */
function isGarbage(item: unknown, by: readonly PropertyPath[]): boolean {
  return item !== undefined && by.some((path) => isBlocked(item, path));
}

function withArgument(
  args: Readonly<Record<string, unknown>>,
  path: PropertyPath,
  value: unknown,
): Record<string, unknown> {
  const [name, ...rest] = path;
  if (name === undefined) return { ...args };
  if (rest.length === 0) return { ...args, [name]: value };
  const inner = args[name];
  const object = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...args, [name]: withArgument(object, rest, value) };
}

function chunksOf(keys: Keys, size: number): readonly Keys[] {
  const entries = [...keys];
  const chunks: Keys[] = [];
  for (let start = 0; start < entries.length; start += size) chunks.push(new Map(entries.slice(start, start + size)));
  return chunks;
}
