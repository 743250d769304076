import { GatewayError } from '../../errors/gateway-error.ts';
import type { PropertyPath } from '../../graph/graph.ts';
import type { BatchCall, Handler, Interceptor, PipelineCall } from '../pipeline.ts';
import { itemKeyText, readPath } from './key-text.ts';

/** Keys of one call where neither the link nor the operation says less. */
const DEFAULT_MAX_KEYS = 100;

/** Calls that one rejected chunk may cost beyond its first, to find the keys that the upstream rejects. */
const MAX_BISECTION_CALLS = 16;

type Keys = readonly (readonly [text: string, argument: unknown])[];

/**
 * Turns a call with many keys into as few upstream calls as their size allows, in parallel, and the answers into a `KeyedAnswer`: by key
 * and never by position, null where the upstream has none, an Error for the keys of a chunk that failed. Where an upstream rejects a
 * chunk of a repeatable read, the chunk is halved within bounds, so that one bad key does not take the others with it. A call that fits
 * into one chunk and fails, rejects.
 */
export function withBatching(): Interceptor {
  return (next) => (call) => (call.batch === undefined ? next(call) : answerKeys(next, call, call.batch));
}

async function answerKeys(next: Handler, call: PipelineCall, batch: BatchCall): Promise<ReadonlyMap<string, unknown>> {
  const keys: Keys = [...batch.keys];
  const answer = new Map<string, unknown>();
  if (keys.length === 0) return answer;
  const size = Math.min(batch.keyed.max, call.operation.batch?.max ?? DEFAULT_MAX_KEYS);
  const splittable = call.operation.effect === 'read' && call.operation.idempotent;
  if (keys.length <= size) {
    const failure = await askChunk(next, call, batch, keys, answer, splittable ? { left: MAX_BISECTION_CALLS } : undefined);
    if (failure !== undefined) throw failure;
    return answer;
  }
  const chunks: Promise<void>[] = [];
  for (let start = 0; start < keys.length; start += size) {
    const chunk = keys.slice(start, start + size);
    const budget = splittable ? { left: MAX_BISECTION_CALLS } : undefined;
    chunks.push(
      askChunk(next, call, batch, chunk, answer, budget).then((failure) => {
        if (failure !== undefined) for (const [text] of chunk) answer.set(text, failure);
      }),
    );
  }
  await Promise.all(chunks);
  return answer;
}

/** Fills `answer` with the items of these keys; resolves to the error where the whole chunk failed. */
async function askChunk(
  next: Handler,
  call: PipelineCall,
  batch: BatchCall,
  keys: Keys,
  answer: Map<string, unknown>,
  budget: { left: number } | undefined,
): Promise<GatewayError | undefined> {
  let value: unknown;
  try {
    value = await next({
      ...call,
      args: withArgument(call.args, batch.keyed.arg, keys.map(argumentOf)),
      batch: { ...batch, keys: new Map(keys) },
    });
  } catch (thrown) {
    const error = GatewayError.from(thrown);
    if (error.code !== 'UPSTREAM_REJECTED' || keys.length === 1 || budget === undefined || budget.left < 2) return error;
    budget.left -= 2;
    const middle = keys.length >> 1;
    const halves = [keys.slice(0, middle), keys.slice(middle)];
    const failures = await Promise.all(halves.map((half) => askChunk(next, call, batch, half, answer, budget)));
    if (failures.every((failure) => failure !== undefined)) return error;
    failures.forEach((failure, i) => {
      if (failure !== undefined) for (const [text] of halves[i] ?? []) answer.set(text, failure);
    });
    return undefined;
  }
  collectItems(value, batch, keys, answer);
  return undefined;
}

function collectItems(value: unknown, batch: BatchCall, keys: Keys, answer: Map<string, unknown>): void {
  for (const [text] of keys) answer.set(text, null);
  const items = readPath(value, batch.resultPath);
  if (items === undefined || items === null) return;
  for (const item of Array.isArray(items) ? items : [items]) {
    const text = itemKeyText(item, batch.keyed.by);
    // An upstream may send more than was asked for; what nobody asked for is nobody's.
    const known = text === undefined ? undefined : answer.get(text);
    if (text === undefined || known === undefined) continue;
    if (batch.many) {
      if (known === null) answer.set(text, [item]);
      else (known as unknown[]).push(item);
    } else if (known === null) answer.set(text, item);
  }
}

function withArgument(args: Readonly<Record<string, unknown>>, path: PropertyPath, value: unknown): Record<string, unknown> {
  const [name, ...rest] = path;
  if (name === undefined) return { ...args };
  if (rest.length === 0) return { ...args, [name]: value };
  const inner = args[name];
  const object = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...args, [name]: withArgument(object, rest, value) };
}

function argumentOf([, argument]: Keys[number]): unknown {
  return argument;
}
