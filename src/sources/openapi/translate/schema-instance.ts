import type { DynamicScope } from './dynamic-anchors.ts';

/** What a copy of a schema, or of a part of one, was made for. */
export interface SchemaInstance {
  /** In which its references are followed. */
  readonly scope: DynamicScope;
  /** The schema that was copied as a whole: where it stands, and what the copy is called. */
  readonly root: { readonly pointer: string; readonly name: string | undefined };
}

/** By the copy. */
export const instances = new WeakMap<object, SchemaInstance>();

/** What a value was copied for; undefined for one that stands in a description. */
export const instanceOf = (value: unknown): SchemaInstance | undefined =>
  typeof value === 'object' && value !== null ? instances.get(value) : undefined;
