import {
  type ConstDirectiveNode,
  type DefinitionNode,
  DirectiveLocation,
  type FieldDefinitionNode,
  GraphQLError,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  Source,
} from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';
import type { GraphExtension } from '../compose-input.ts';
import type { Draft, DraftField, DraftType } from '../draft/draft.ts';
import { typeHint } from '../draft/type-hint.ts';
import type { IssueLog } from '../issue-log.ts';
import { addDefinition } from './add-definition.ts';
import { draftFieldOf, redeclare } from './declare-field.ts';
import { placeOf, placeOfError } from './place-of.ts';
import { type DirectiveUse, readDirectives } from './read-directives.ts';

/** Directives that the SDL has put on a type or a field, to be worked out once all types and fields are there. */
export interface Extended {
  readonly links: readonly { readonly parent: DraftType; readonly field: DraftField; readonly use: DirectiveUse }[];
  readonly merges: readonly { readonly parent: DraftType; readonly use: DirectiveUse }[];
  /** `@cache`, `@allow`, `@invalidate` by the coordinate that they stand at. */
  readonly rules: readonly { readonly coordinate: string; readonly use: DirectiveUse }[];
}

type Collected = { -readonly [K in keyof Extended]: Extended[K][number][] };

/** Adds the types and fields of the SDL to the draft. */
export function applyExtensions(draft: Draft, extensions: readonly GraphExtension[], log: IssueLog): Extended {
  const collected: Collected = { links: [], merges: [], rules: [] };
  const definitions = extensions.flatMap((extension) => definitionsOf(extension, log));
  const added = definitions.filter((node) => addDefinition(draft, node, log));
  for (const node of added) {
    if (node.kind === Kind.OBJECT_TYPE_EXTENSION || node.kind === Kind.OBJECT_TYPE_DEFINITION) {
      extendObject(draft, node, collected, log);
    }
  }
  return collected;
}

function definitionsOf({ sdl, file }: GraphExtension, log: IssueLog): readonly DefinitionNode[] {
  if (/^[\s,#\uFEFF]*$/.test(sdl.replace(/#.*$/gm, ''))) return [];
  try {
    return parse(new Source(sdl, file)).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    log.error('INVALID', placeOfError(error, file), error.message);
    return [];
  }
}

function extendObject(
  draft: Draft,
  node: ObjectTypeExtensionNode | ObjectTypeDefinitionNode,
  collected: Collected,
  log: IssueLog,
): void {
  const name = node.name.value;
  const type = draft.types.get(name);
  if (type?.kind !== 'object') {
    const objects = [...draft.types.values()].filter(({ kind }) => kind === 'object').map((known) => known.name);
    const message =
      type === undefined
        ? `There is no type "${name}" to extend.${typeHint(draft, name, objects)}`
        : `"${name}" is no object type and cannot be extended as one.`;
    log.error('UNRESOLVED', placeOf(node.name), message);
    return;
  }
  if (node.kind === Kind.OBJECT_TYPE_EXTENSION) implement(draft, type, node, log);
  collect(type, undefined, node.directives ?? [], collected, log);
  for (const field of node.fields ?? [])
    extendField(draft, type, field, node.kind === Kind.OBJECT_TYPE_DEFINITION, collected, log);
}

/** Adds the interfaces that an extension names. */
function implement(draft: Draft, type: DraftType, node: ObjectTypeExtensionNode, log: IssueLog): void {
  for (const { name } of node.interfaces ?? []) {
    if (draft.types.get(name.value)?.kind === 'interface') {
      type.interfaces.push(name.value);
      continue;
    }
    const known = [...draft.types.values()].filter(({ kind }) => kind === 'interface').map((each) => each.name);
    log.error('UNRESOLVED', placeOf(name), `There is no interface "${name.value}".${didYouMean(name.value, known)}`);
  }
}

function extendField(
  draft: Draft,
  type: DraftType,
  node: FieldDefinitionNode,
  isNewType: boolean,
  collected: Collected,
  log: IssueLog,
): void {
  const linked = node.directives?.some(({ name }) => name.value === 'link') === true;
  const existing = type.fields.get(node.name.value);
  // A link that a description declares may be declared otherwise.
  const replaced =
    linked && existing?.route?.kind === 'link' && collected.links.every(({ field }) => field !== existing);
  if (existing !== undefined && !replaced) {
    if (linked) {
      const message = `"${type.name}.${existing.name}" exists already, so it cannot be a link. Choose another name, or rename the field of its source.`;
      log.error('NAME_CONFLICT', placeOf(node.name), message);
      return;
    }
    if (redeclare(draft, type, existing, node, log)) collect(type, existing, node.directives ?? [], collected, log);
    return;
  }
  const field = draftFieldOf(draft, type, node, log);
  if (field === undefined) return;
  if (!linked && !isNewType) {
    // A directive whose name is wrong is why.
    readDirectives(node.directives ?? [], DirectiveLocation.FIELD_DEFINITION, log);
    const known = [...type.fields.keys()];
    const message = `Nothing answers "${type.name}.${field.name}": no source has this field and it has no "@link".${didYouMean(field.name, known)}`;
    log.error('UNRESOLVED', placeOf(node.name), message);
    return;
  }
  type.fields.set(field.name, field);
  collect(type, field, node.directives ?? [], collected, log);
}

function collect(
  type: DraftType,
  field: DraftField | undefined,
  nodes: readonly ConstDirectiveNode[],
  collected: Collected,
  log: IssueLog,
): void {
  const location = field === undefined ? DirectiveLocation.OBJECT : DirectiveLocation.FIELD_DEFINITION;
  for (const use of readDirectives(nodes, location, log)) {
    if (use.name === 'merge') collected.merges.push({ parent: type, use });
    else if (use.name !== 'link') {
      collected.rules.push({ coordinate: field === undefined ? type.name : `${type.name}.${field.name}`, use });
    } else if (field !== undefined) collected.links.push({ parent: type, field, use });
  }
}
