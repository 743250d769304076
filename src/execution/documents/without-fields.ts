import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';

/** The response keys of the root fields of a document with one operation. */
export function rootKeys(document: DocumentNode): readonly string[] {
  const selections = operationOf(document)?.selectionSet.selections ?? [];
  return selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.alias?.value ?? node.name.value] : []));
}

/** The document without the root fields of these response keys, and without the fragments and variables that only those used. */
export function withoutFields(document: DocumentNode, keys: ReadonlySet<string>): DocumentNode {
  const operation = operationOf(document);
  if (operation === undefined) return document;
  const selections = operation.selectionSet.selections.filter(
    (node) => node.kind !== Kind.FIELD || !keys.has(node.alias?.value ?? node.name.value),
  );
  const left = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  const used = usedBy(left.selectionSet, document);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.variables.has(variable.name.value),
  );
  return { ...document, definitions: [{ ...left, variableDefinitions }, ...used.fragments] };
}

function usedBy(set: OperationDefinitionNode['selectionSet'], { definitions }: DocumentNode) {
  const known = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  const fragments = new Set<FragmentDefinitionNode>();
  const variables = new Set<string>();
  const collect = (node: OperationDefinitionNode['selectionSet'] | FragmentDefinitionNode): void => {
    visit(node, {
      enter(each) {
        if (each.kind === Kind.VARIABLE) variables.add(each.name.value);
        if (each.kind !== Kind.FRAGMENT_SPREAD) return;
        const fragment = known.get(each.name.value);
        if (fragment === undefined || fragments.has(fragment)) return;
        fragments.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(set);
  return { fragments, variables };
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

const isFragment = (node: DefinitionNode): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION;
