import type { TypeNode } from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';
import { type Draft, type DraftField, isProperty } from '../draft/draft.ts';
import { isNonNull, itemOf, typeNameOf } from '../draft/type-node.ts';
import type { PropertyPath } from '../graph.ts';

/** Where a dotted path leads. */
export interface Walked {
  /** The path in property names of the value. */
  readonly properties: PropertyPath;
  /** Type of the last field. */
  readonly type: TypeNode;
  /** True when a value on the way may be null. */
  readonly nullable: boolean;
  /** Segments whose field is a list, as positions on the path. */
  readonly lists: readonly number[];
}

/** Follows a dotted path of field names through plain values; a text says why it cannot. */
export function walkPath(draft: Draft, typeName: string, path: string): Walked | string {
  const segments = path.split('.');
  const properties: string[] = [];
  const lists: number[] = [];
  let current = typeName;
  let field: DraftField | undefined;
  let mayBeNull = false;
  for (const [index, segment] of segments.entries()) {
    const type = draft.types.get(current);
    if (type?.kind !== 'object' && type?.kind !== 'interface') {
      return `"${path}" leads nowhere: "${current}" has no fields.`;
    }
    field = type.fields.get(segment);
    if (field === undefined) return `"${current}" has no field "${segment}".${didYouMean(segment, type.fields.keys())}`;
    if (!isProperty(field))
      return `"${current}.${segment}" is answered by another call; only what the parent itself holds can be read.`;
    if ([...field.args.values()].some((arg) => isNonNull(arg.type) && !arg.hasDefault)) {
      return `"${current}.${segment}" has required arguments; only fields without them can be read.`;
    }
    properties.push(field.property);
    for (let item = itemOf(field.type); item !== undefined; item = itemOf(item)) lists.push(index);
    mayBeNull ||= !isNonNull(field.type);
    current = typeNameOf(field.type);
  }
  if (field === undefined) return `"${path}" is no path.`;
  return { properties, type: field.type, nullable: mayBeNull, lists };
}

/** Where a dotted path into the arguments of a field leads. */
export function walkArguments(
  draft: Draft,
  inputs: ReadonlyMap<string, { readonly type: TypeNode; readonly hasDefault: boolean }>,
  path: readonly string[],
  of: string,
): { readonly type: TypeNode; readonly optional: boolean } | string {
  let fields = inputs;
  let owner = of;
  let optional = false;
  let type: TypeNode | undefined;
  for (const [index, segment] of path.entries()) {
    const input = fields.get(segment);
    if (input === undefined) {
      const what = index === 0 ? 'argument' : 'input field';
      return `"${owner}" has no ${what} "${segment}".${didYouMean(segment, fields.keys())}`;
    }
    type = input.type;
    optional ||= !isNonNull(type) && !input.hasDefault;
    owner = typeNameOf(type);
    const next = itemOf(type) === undefined ? draft.types.get(owner)?.inputFields : undefined;
    if (next === undefined && index < path.length - 1)
      return `"${path.join('.')}" leads nowhere: "${segment}" is no input object.`;
    fields = next ?? new Map();
  }
  return type === undefined ? 'An argument needs a name.' : { type, optional };
}
