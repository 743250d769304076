import { getUnpathedErrors } from '@graphql-tools/delegate';
import type { FieldCacheRule, FieldRoute, Graph, PropertyPath, TemplatePart } from '../graph.ts';
import { cacheRuleOf } from '../rules/cache-rule-of.ts';
import { localPath } from './local-names.ts';

/** By key text, the argument that asks for it. Without keys, one nameless key. */
export type ReadKeys = ReadonlyMap<string, unknown>;

/** A read of a source that takes documents, for who keeps answers. */
export interface DelegatedRead {
  readonly source: string;
  /** Coordinate of the field that asks. */
  readonly field: string;
  /** Everything that the answer depends on, besides arguments and keys. */
  readonly question: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly rule: FieldCacheRule;
  /** Undefined: it asks for one value. */
  readonly keys: ReadKeys | undefined;
  /** The operation's. */
  readonly context: object;
  /** Asks the source, with the context of whoever asks in the end. */
  ask(keys: ReadKeys, context: object): Promise<ReadonlyMap<string, unknown>>;
}

/** Answers from what is kept, and asks for the rest. What `ask` marked as `Unkept` is handed through. */
export type DelegatedReader = (read: DelegatedRead) => Promise<ReadonlyMap<string, unknown>>;

/** An answer that is handed on as it is, because errors are part of it or it cannot be copied. */
export class Unkept {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** The rule of a field that a delegated read answers, and what its tags read of a value. */
export interface ReadRule {
  readonly rule: FieldCacheRule;
  readonly tagPaths: readonly PropertyPath[];
}

export function readRuleOf(graph: Graph, coordinate: string, route: FieldRoute): ReadRule | undefined {
  const rule = cacheRuleOf(graph, coordinate, route);
  if (rule === undefined) return undefined;
  const tags = rule.tags.map((template) => ({
    ...template,
    parts: template.parts.map((part) => (readsValue(part) ? { ...part, path: localPath(part.path) } : part)),
  }));
  const tagPaths = rule.tags.flatMap(({ parts }) => parts.flatMap((part) => (readsValue(part) ? [part.path] : [])));
  // Whether an answer may be kept is known once it is there.
  return { rule: { ...rule, tags, followUpstream: true }, tagPaths };
}

/** Both mean what is kept. */
function readsValue(part: TemplatePart): part is Extract<TemplatePart, { path: PropertyPath }> {
  return part.kind === 'field' || part.kind === 'result';
}

/** An answer as it can be kept: plain data without what delegation has attached to it. */
export function keptValue(value: unknown): unknown {
  try {
    return plain(value);
  } catch {
    return new Unkept(value);
  }
}

/** A copy for one operation: delegation attaches to it what it needs. */
export function copyOf(value: unknown): unknown {
  return value instanceof Unkept ? value.value : plain(value);
}

function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw new TypeError('not plain');
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype;
  if (!isPlain || (getUnpathedErrors(value as never) ?? []).length > 0) throw new TypeError('not plain');
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
