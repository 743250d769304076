import { type GraphQLResolveInfo, isObjectType, type SelectionSetNode } from 'graphql';
import type { FieldRoute, Graph } from '../../graph/graph.ts';
import type { ValueOrigin } from '../misfit.ts';
import { collectFields, includesFor } from '../plan/included-nodes.ts';

/** Whose the value of the field is that is being resolved: the field's own source, or that of the nearest call or link above it. */
export function originOf(graph: Graph, info: GraphQLResolveInfo): ValueOrigin {
  let source: string | undefined;
  for (const coordinate of coordinatesTo(info)) source = sourceOf(graph.routes.get(coordinate)) ?? source;
  return { source, coordinate: `${info.parentType.name}.${info.fieldName}` };
}

/** Where a field's value is asked for. Undefined: it is part of its parent's. */
export function sourceOf(route: FieldRoute | undefined): string | undefined {
  if (route?.kind === 'link') return route.target.source;
  return route?.kind === 'call' || route?.kind === 'delegate' ? route.source : undefined;
}

/** The fields from the root to this one. A path has their response keys alone, which the document turns into names. */
function* coordinatesTo({ path, operation, fragments, schema }: GraphQLResolveInfo): Generator<string> {
  const steps: { readonly key: string; readonly typeName: string }[] = [];
  for (let at: typeof path | undefined = path; at !== undefined; at = at.prev) {
    if (typeof at.key === 'string' && at.typename !== undefined) steps.unshift({ key: at.key, typeName: at.typename });
  }
  let sets: readonly SelectionSetNode[] = [operation.selectionSet];
  for (const { key, typeName } of steps) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) return;
    const nodes = collectFields(schema, fragments, includesFor(undefined), type, sets).get(key) ?? [];
    yield `${typeName}.${nodes[0]?.name.value}`;
    sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  }
}
