import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type TypeDefinitionNode,
  visit,
} from 'graphql';

/** Drops the types that nothing refers to any more, and root types that are gone from the schema definition. */
export function withoutUnused(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const definitions = new Map<string, TypeDefinitionNode>();
  for (const node of document.definitions) if (isType(node)) definitions.set(node.name.value, node);
  const implementors = new Map<string, string[]>();
  for (const node of definitions.values()) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name } of node.interfaces ?? [])
      implementors.set(name.value, [...(implementors.get(name.value) ?? []), node.name.value]);
  }
  const used = new Set<string>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const pending = roots.flatMap((type) => (type && definitions.has(type.name) ? [type.name] : []));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    const node = definitions.get(name);
    if (node !== undefined) visit(node, { NamedType: { enter: (named) => void pending.push(named.name.value) } });
    pending.push(...(implementors.get(name) ?? []));
  }
  return {
    ...document,
    definitions: document.definitions.flatMap((node): readonly DefinitionNode[] => {
      if (isType(node)) return used.has(node.name.value) ? [node] : [];
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return [];
      if (node.kind !== Kind.SCHEMA_DEFINITION) return [node];
      return [{ ...node, operationTypes: node.operationTypes.filter(({ type }) => used.has(type.name.value)) }];
    }),
  };
}

function isType(node: DefinitionNode): node is TypeDefinitionNode {
  return 'name' in node && node.kind.endsWith('TypeDefinition');
}
