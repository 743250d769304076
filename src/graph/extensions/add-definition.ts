import { type DefinitionNode, Kind, type TypeDefinitionNode } from 'graphql';
import { BUILT_IN_SCALARS, type Draft, type DraftType, emptyType } from '../draft/draft.ts';
import type { IssueLog } from '../issue-log.ts';
import { placeOf } from './place-of.ts';

/**
 * Adds a type that the SDL defines; its fields come later, when all types are known. Anything but types is reported. False: there is
 * nothing to add fields to.
 */
export function addDefinition(draft: Draft, node: DefinitionNode, log: IssueLog): boolean {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_EXTENSION:
      return true;
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return addType(draft, node, log);
    default:
      log.error(
        'UNSUPPORTED',
        placeOf(node),
        `${whatIs(node)} cannot be part of this SDL: extend object types, or define object, enum, union and scalar types.`,
      );
      return false;
  }
}

function addType(draft: Draft, node: TypeDefinitionNode, log: IssueLog): boolean {
  const name = node.name.value;
  if (draft.types.has(name) || BUILT_IN_SCALARS.has(name)) {
    const kind = draft.types.get(name)?.kind;
    const hint = kind === 'object' ? ` Write "extend type ${name}" to add to it.` : ' Choose another name.';
    log.error('NAME_CONFLICT', placeOf(node.name), `The graph has a type "${name}" already.${hint}`);
    return false;
  }
  const type = draftOf(node, name);
  if (type !== undefined) draft.types.set(name, type);
  return true;
}

function draftOf(node: TypeDefinitionNode, name: string): DraftType | undefined {
  const description = node.description?.value;
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      return emptyType(name, 'object', {
        description,
        interfaces: (node.interfaces ?? []).map((parent) => parent.name.value),
      });
    case Kind.ENUM_TYPE_DEFINITION:
      return emptyType(name, 'enum', {
        description,
        values: (node.values ?? []).map((value) => ({
          name: value.name.value,
          description: value.description?.value,
          deprecationReason: undefined,
        })),
      });
    case Kind.UNION_TYPE_DEFINITION:
      return emptyType(name, 'union', { description, members: (node.types ?? []).map((member) => member.name.value) });
    case Kind.SCALAR_TYPE_DEFINITION:
      return emptyType(name, 'scalar', { description });
    default:
      return undefined;
  }
}

function whatIs(node: DefinitionNode): string {
  const words = node.kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `A ${words}`.replace(/^A (?=[aeio])/, 'An ');
}
