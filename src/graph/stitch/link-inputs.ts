import { type GraphQLField, type GraphQLInputType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { LinkRoute, PropertyPath } from '../graph.ts';
import type { LinkTools } from './link-tools.ts';

type Arguments = Readonly<Record<string, unknown>>;

export interface LinkKey {
  /** The text by which it is equal to others. */
  readonly text: string;
  /** What it is inside the list argument. */
  readonly argument: unknown;
}

/** What a link gives its target. */
export interface LinkInputs {
  /** Arguments besides the keys; undefined where a required one has no value, so that there is nothing to ask. */
  args(parent: unknown, args: Arguments, context: unknown): Arguments | undefined;
  /** The key of a parent, or its keys where the key path ends in a list; undefined where it has none. */
  keys(parent: unknown): LinkKey | readonly (LinkKey | undefined)[] | undefined;
  withKeys(args: Arguments, keys: readonly unknown[]): Arguments;
}

export function linkInputs(route: LinkRoute, target: GraphQLField<unknown, unknown>, tools: LinkTools): LinkInputs {
  const { keyed } = route;
  const templates = route.args.map(({ path, value }) => ({ path, value, type: typeAt(target, path) }));
  const item = keyed && itemType(typeAt(target, keyed.arg));
  const partTypes = keyed?.argFields?.map((name) => fieldType(item, name)) ?? [item];
  const keyOf = (parts: readonly unknown[]): LinkKey | undefined => {
    const text = tools.keyText(parts);
    if (text === undefined) return undefined;
    const coerced = parts.map((part, index) => tools.coerce(part, partTypes[index]));
    return { text, argument: tools.keyArgument(coerced, keyed?.argFields) };
  };
  return {
    args(parent, args, context) {
      let given: Arguments = {};
      for (const { path, value, type } of templates) {
        const read = tools.coerce(tools.evaluate(value, { parent, args, context: context as never }), type);
        if (read !== undefined && read !== null) given = withValue(given, path, read);
        else if (type !== undefined && isNonNullType(type)) return undefined;
        else if (read === null) given = withValue(given, path, null);
      }
      return given;
    },
    keys(parent) {
      const columns = keyed?.keys.map((path) => readThrough(parent, path)) ?? [];
      if (keyed?.list !== true) return keyOf(columns);
      const [only] = columns;
      return Array.isArray(only) ? only.map((part) => keyOf([part])) : undefined;
    },
    withKeys: (args, keys) => (keyed === undefined ? args : withValue(args, keyed.arg, keys)),
  };
}

function withValue(args: Arguments, [name, ...rest]: PropertyPath, value: unknown): Arguments {
  if (name === undefined) return args;
  const inner = args[name];
  const object = typeof inner === 'object' && inner !== null ? (inner as Arguments) : {};
  return { ...args, [name]: rest.length === 0 ? value : withValue(object, rest, value) };
}

/** Reads a path, through lists on its way: their items' values make one list. */
function readThrough(value: unknown, path: PropertyPath): unknown {
  if (Array.isArray(value)) return value.flatMap((each) => readThrough(each, path));
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== 'object' || value === null) return name === undefined ? value : undefined;
  return readThrough(Reflect.get(value, name), rest);
}

function typeAt(target: GraphQLField<unknown, unknown>, [first, ...rest]: PropertyPath): GraphQLInputType | undefined {
  const argument = target.args.find(({ name }) => name === first);
  return rest.reduce<GraphQLInputType | undefined>(fieldType, argument?.type);
}

function fieldType(type: GraphQLInputType | undefined, name: string): GraphQLInputType | undefined {
  const object = type !== undefined && isNonNullType(type) ? type.ofType : type;
  return isInputObjectType(object) ? object.getFields()[name]?.type : undefined;
}

function itemType(type: GraphQLInputType | undefined): GraphQLInputType | undefined {
  const list = type !== undefined && isNonNullType(type) ? type.ofType : type;
  return isListType(list) ? list.ofType : undefined;
}
