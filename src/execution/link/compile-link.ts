import { type GraphQLField, type GraphQLInputType, isNonNullType } from 'graphql';
import type {
  CallRoute,
  FieldCacheRule,
  Graph,
  KeyedLink,
  LinkArgument,
  LinkRoute,
  PropertyPath,
} from '../../graph/graph.ts';
import { fieldAt } from '../../graph/links/field-at.ts';
import { cacheRuleOf } from '../../graph/rules/cache-rule-of.ts';
import type { ExecutionContext } from '../execution-context.ts';
import { coerceLinked, inputTypeAt, listItemType } from './coerce-linked.ts';
import { evaluateTemplate } from './template.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** A link whose target is a call, with everything about its arguments that does not change between operations. */
export interface CompiledLink {
  readonly coordinate: string;
  readonly route: LinkRoute;
  readonly target: CallRoute;
  /** Only reads have one. */
  readonly cache: FieldCacheRule | undefined;
  /** With the operation's own argument names. */
  readonly keyed: KeyedLink | undefined;
  /** Types of the key's parts, to send a key as the target takes it. */
  readonly keyTypes: readonly (GraphQLInputType | undefined)[];
  /** False: all parents share one set of arguments. */
  readonly readsParent: boolean;
  /** Links with the same text can share one call for the same arguments, whatever field they fill. */
  readonly shareKey: string;
  /** The operation's arguments besides the keys. Undefined: a required one has no value for this parent, so that there is nothing to ask. */
  arguments(parent: unknown, args: Arguments, context: ExecutionContext): Arguments | undefined;
}

/** Undefined for a link to a stitched source, which is the stitcher's matter. */
export function compileLink(graph: Graph, coordinate: string, route: LinkRoute): CompiledLink | undefined {
  const { target } = route;
  if (target.kind !== 'call') return undefined;
  const targetField = fieldAt(graph.schema, route.targetCoordinate);
  const templates = route.args.map((argument) => compileArgument(argument, target, targetField));
  const defaults = defaultArguments(route, target, targetField);
  return {
    coordinate,
    route,
    target,
    cache: target.operation.effect === 'read' ? linkCacheRule(graph, coordinate, route) : undefined,
    keyed: route.keyed && { ...route.keyed, arg: renamed(route.keyed.arg, target) },
    keyTypes: keyTypes(route, target, targetField),
    readsParent: route.args.some(({ value }) => value.parts.some((part) => part.kind === 'field')),
    shareKey: shareKey(coordinate, route),
    arguments(parent, args, context) {
      const values: Record<string, unknown> = { ...defaults };
      for (const { path, template, type, required } of templates) {
        const value = coerceLinked(evaluateTemplate(template, { parent, args, context }), type);
        if (value === undefined || value === null) {
          if (required) return undefined;
          if (value === undefined) continue;
        }
        setPath(values, path, value);
      }
      return values;
    },
  };
}

function linkCacheRule(graph: Graph, coordinate: string, route: LinkRoute): FieldCacheRule | undefined {
  const rule = cacheRuleOf(graph, coordinate, route);
  if (rule === undefined || rule.tags.length === 0 || route.keyed !== undefined) return rule;
  const { cacheRules } = graph;
  const isOfTarget = !cacheRules.has(coordinate) && cacheRules.has(route.targetCoordinate);
  // Without keys the whole answer is kept, and the tags are of what the link takes of it.
  return isOfTarget || route.resultPath.length === 0 ? rule : { ...rule, at: route.resultPath };
}

function compileArgument(
  { path, value }: LinkArgument,
  target: CallRoute,
  field: GraphQLField<unknown, unknown> | undefined,
) {
  const type = argumentType(field, target, path);
  return { path: renamed(path, target), template: value, type, required: type !== undefined && isNonNullType(type) };
}

function defaultArguments(
  route: LinkRoute,
  target: CallRoute,
  field: GraphQLField<unknown, unknown> | undefined,
): Arguments {
  const filled = new Set([...route.args.map(({ path }) => path[0]), route.keyed?.arg[0]]);
  const defaults: Record<string, unknown> = {};
  for (const argument of field?.args ?? []) {
    if (argument.defaultValue === undefined || filled.has(argument.name)) continue;
    defaults[target.argNames?.get(argument.name) ?? argument.name] = argument.defaultValue;
  }
  return defaults;
}

function keyTypes(
  route: LinkRoute,
  target: CallRoute,
  field: GraphQLField<unknown, unknown> | undefined,
): readonly (GraphQLInputType | undefined)[] {
  if (route.keyed === undefined) return [];
  const item = listItemType(argumentType(field, target, route.keyed.arg));
  const { argFields } = route.keyed;
  return argFields === undefined ? [item] : argFields.map((name) => inputTypeAt(item, [name]));
}

/** Paths name arguments as the graph does; a path that already has the operation's own name stays. */
function renamed(path: PropertyPath, target: CallRoute): PropertyPath {
  const [first, ...rest] = path;
  const name = first === undefined ? undefined : target.argNames?.get(first);
  return name === undefined ? path : [name, ...rest];
}

function argumentType(
  field: GraphQLField<unknown, unknown> | undefined,
  target: CallRoute,
  path: PropertyPath,
): GraphQLInputType | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  const argument = field?.args.find(({ name }) => name === first || target.argNames?.get(name) === first);
  return inputTypeAt(argument?.type, rest);
}

/** Hoisted fields of one merge, and one field under several aliases, are the same question. */
function shareKey(coordinate: string, route: LinkRoute): string {
  if (route.hoist === undefined) return coordinate;
  const { targetCoordinate, resultPath, keyed, args } = route;
  const texts = args.map(({ path, value }) => [path, value.text]);
  return JSON.stringify([coordinate.split('.')[0], targetCoordinate, resultPath, keyed ?? null, texts]);
}

function setPath(values: Record<string, unknown>, path: PropertyPath, value: unknown): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let current = values;
  for (const name of path.slice(0, -1)) {
    const present = current[name];
    const inner = typeof present === 'object' && present !== null ? { ...present } : {};
    current[name] = inner;
    current = inner as Record<string, unknown>;
  }
  current[last] = value;
}
