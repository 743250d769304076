import { defaultMergedResolver, isExternalObject } from '@graphql-tools/delegate';
import type { IResolvers } from '@graphql-tools/utils';
import {
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  print,
} from 'graphql';
import type { Graph } from '../graph.ts';
import { localSelection, localValue } from './local-names.ts';
import { stitchedTypes } from './stitched-types.ts';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** The evaluator's resolvers, those on stitched types made to read stitched values. */
export function localResolvers(graph: Graph, resolvers: IResolvers): IResolvers {
  const stitched = stitchedTypes(graph);
  const local: IResolvers = { ...resolvers };
  for (const name of stitched) {
    const type = graph.schema.getType(name);
    if (!isObjectType(type)) continue;
    local[name] = { ...resolvers[name], ...stitchedFields(graph, type, resolvers[name]) } as IResolvers[string];
  }
  return local;
}

function stitchedFields(
  graph: Graph,
  type: GraphQLObjectType,
  given: IResolvers[string] | undefined,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const field of Object.values(type.getFields())) {
    const route = graph.routes.get(`${type.name}.${field.name}`);
    const named = getNamedType(field.type);
    if (route?.kind === 'link' && route.target.kind === 'call') {
      const resolve = resolverOf(given === undefined ? undefined : Reflect.get(given, field.name));
      if (resolve === undefined) continue;
      const readsLocal: Resolver = (parent, args, context, info) => resolve(localValue(parent), args, context, info);
      fields[field.name] =
        route.requires.length > 0
          ? { selectionSet: print(localSelection(route.requires)), resolve: readsLocal }
          : readsLocal;
    } else if (route === undefined && isScalarType(named) && !isSpecifiedScalarType(named)) {
      fields[field.name] = resolveScalar;
    }
  }
  return fields;
}

function resolverOf(given: unknown): Resolver | undefined {
  if (typeof given === 'function') return given as Resolver;
  if (typeof given !== 'object' || given === null || !('resolve' in given)) return undefined;
  return typeof given.resolve === 'function' ? (given.resolve as Resolver) : undefined;
}

/** Delegation would turn a value that the scalar does not accept into a silent null; handed on as it is, it is an error at its field. */
const resolveScalar: Resolver = (parent, args, context, info) => {
  const key = info.fieldNodes[0]?.alias?.value ?? info.fieldName;
  // A value that was given in place of an answer has the fields' own names.
  const isAnswer = typeof parent === 'object' && parent !== null && isExternalObject(parent);
  const value: unknown = isAnswer ? Reflect.get(parent, key) : undefined;
  if (value !== undefined && value !== null) return value;
  return defaultMergedResolver(
    parent as Parameters<typeof defaultMergedResolver>[0],
    args,
    context as Record<string, unknown>,
    info,
  );
};
