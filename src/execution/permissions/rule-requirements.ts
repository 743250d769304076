import { type GraphQLSchema, getNamedType, Kind, parse, type SelectionSetNode } from 'graphql';
import type { Graph, PropertyPath } from '../../graph/graph.ts';

/**
 * The properties of the parent that rules read, as their fragments say: `fragment: 'fragment Owner on Order { customerId }'`. Undefined
 * names a fragment that cannot be read.
 */
export function requiredPaths(
  fragments: readonly string[],
  typeName: string,
  { schema, routes }: Pick<Graph, 'schema' | 'routes'>,
): readonly PropertyPath[] | undefined {
  const paths: PropertyPath[] = [];
  for (const fragment of fragments) {
    try {
      for (const definition of parse(fragment).definitions) {
        if (definition.kind === Kind.FRAGMENT_DEFINITION) collect(definition.selectionSet, typeName, [], paths);
      }
    } catch {
      return undefined;
    }
  }
  return paths;

  function collect(set: SelectionSetNode, parentName: string, prefix: PropertyPath, into: PropertyPath[]): void {
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD) continue;
      const route = routes.get(`${parentName}.${node.name.value}`);
      const path = [...prefix, route?.kind === 'property' ? route.property : node.name.value];
      const inner = node.selectionSet && fieldTypeName(schema, parentName, node.name.value);
      if (node.selectionSet === undefined || inner === undefined) into.push(path);
      else collect(node.selectionSet, inner, path, into);
    }
  }
}

function fieldTypeName(schema: GraphQLSchema, typeName: string, fieldName: string): string | undefined {
  const type = schema.getType(typeName);
  if (type === undefined || !('getFields' in type)) return undefined;
  const field = type.getFields()[fieldName];
  return field && getNamedType(field.type).name;
}
