import { type ConstValueNode, Kind, valueFromASTUntyped } from 'graphql';
import type { DescribedBatch, DescribedLink } from '../../sources/source.ts';
import { placeOf } from '../extensions/place-of.ts';
import { type DirectiveUse, placeOfArgument } from '../extensions/read-directives.ts';

/** A text with the place where it stands. */
export interface Placed<T = string> {
  readonly value: T;
  readonly at: string;
}

/** What `@link` or `@merge` says, or a link that a description has. */
export interface LinkSpec {
  readonly at: string;
  readonly from: Placed;
  readonly arg: Placed | undefined;
  readonly keys: readonly Placed[];
  readonly by: readonly Placed[];
  readonly argFields: readonly Placed[] | undefined;
  /** Leaves of the `args` object, by path. */
  readonly args: readonly (Placed<unknown> & { readonly path: readonly string[] })[];
  readonly resultPath: Placed | undefined;
  readonly max: Placed<number> | undefined;
  /** True where every argument was written as text, whatever its type: `'true'` may be a truth value. */
  readonly isTextual: boolean;
}

export function linkSpecOf(use: DirectiveUse): LinkSpec {
  const text = (name: string): Placed | undefined => {
    const value = use.args[name];
    return typeof value === 'string' ? { value, at: placeOfArgument(use, name) } : undefined;
  };
  const texts = (name: string): Placed[] | undefined => {
    const value = use.args[name];
    if (!Array.isArray(value)) return undefined;
    return value.map((item, index) => ({ value: String(item), at: placeOfArgument(use, name, index) }));
  };
  const max = use.args.max;
  const args = use.node.arguments?.find(({ name }) => name.value === 'args');
  return {
    at: use.at,
    from: text('from') ?? { value: '', at: use.at },
    arg: text('arg'),
    keys: texts('keys') ?? [],
    by: texts('by') ?? [],
    argFields: texts('argFields'),
    args: args === undefined ? [] : leavesOf(args.value, []),
    resultPath: text('at'),
    max: typeof max === 'number' ? { value: max, at: placeOfArgument(use, 'max') } : undefined,
    isTextual: false,
  };
}

/** The link by key that a description's link is, where an operation answers many keys at once. */
export function describedBatchSpec(batch: DescribedBatch, at: string): LinkSpec {
  const { from, arg, key, by, max, args } = batch;
  return {
    ...describedLinkSpec({ from, args, at }),
    arg: { value: arg, at },
    keys: [{ value: key, at }],
    by: [{ value: by, at }],
    max: { value: max, at },
  };
}

export function describedLinkSpec(link: Pick<DescribedLink, 'from' | 'args' | 'at'>): LinkSpec {
  const { at } = link;
  return {
    at,
    from: { value: link.from, at },
    arg: undefined,
    keys: [],
    by: [],
    argFields: undefined,
    args: Object.entries(link.args).map(([name, value]) => ({ path: name.split('.'), value, at })),
    resultPath: undefined,
    max: undefined,
    isTextual: true,
  };
}

function leavesOf(node: ConstValueNode, path: readonly string[]): LinkSpec['args'] {
  if (node.kind !== Kind.OBJECT) return [{ path, value: valueFromASTUntyped(node), at: placeOf(node) }];
  return node.fields.flatMap((field) => leavesOf(field.value, [...path, field.name.value]));
}
