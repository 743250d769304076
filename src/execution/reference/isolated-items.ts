import { type GraphQLNamedType, getNamedType, isAbstractType, isObjectType } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import type { Resolver } from './planned.ts';

/**
 * Makes each item of a list a promise of its own. Where an item fails at once while one before it is still waiting, graphql-js leaves
 * that one behind; should it fail later, nobody hears its rejection, and an unheard rejection ends the process.
 */
export function withIsolatedItems(resolve: Resolver): Resolver {
  return (parent, args, context, info) => {
    const value = resolve(parent, args, context, info);
    return value instanceof Promise ? value.then(isolate) : isolate(value);
  };
}

function isolate(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item) => Promise.resolve(isolate(item))) : value;
}

/** Names of the types whose values may take time to complete: a field of theirs, or of what they hold, asks for something. */
export function waitingTypes(graph: Graph, permissions: PermissionChecks | undefined): ReadonlySet<string> {
  const waiting = new Set<string>();
  const types = Object.values(graph.schema.getTypeMap());
  const waits = (type: GraphQLNamedType): boolean => {
    if (isAbstractType(type)) return graph.schema.getPossibleTypes(type).some(({ name }) => waiting.has(name));
    if (!isObjectType(type)) return false;
    return Object.values(type.getFields()).some((field) => {
      const coordinate = `${type.name}.${field.name}`;
      const route = graph.routes.get(coordinate);
      const asks = route !== undefined && route.kind !== 'property' && route.kind !== 'namespace';
      return asks || permissions?.(coordinate) !== undefined || waiting.has(getNamedType(field.type).name);
    });
  };
  // Until no type follows from another any more.
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size;
    for (const type of types) if (!waiting.has(type.name) && waits(type)) waiting.add(type.name);
  }
  return waiting;
}
