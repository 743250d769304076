import {
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  print,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';
import {
  BUILT_IN_SCALARS,
  type Draft,
  type DraftField,
  type DraftInput,
  type DraftType,
  isInput,
  isOutput,
} from '../draft/draft.ts';
import { typeHint } from '../draft/type-hint.ts';
import { allows, typeNameOf } from '../draft/type-node.ts';
import type { IssueLog } from '../issue-log.ts';
import { placeOf } from './place-of.ts';

/** A field that the SDL adds; undefined when a type it names does not exist or does not belong there. */
export function draftFieldOf(
  draft: Draft,
  type: DraftType,
  node: FieldDefinitionNode,
  log: IssueLog,
): DraftField | undefined {
  const coordinate = `${type.name}.${node.name.value}`;
  if (!checkType(draft, node.type, isOutput, `"${coordinate}"`, log)) return undefined;
  const args = draftInputsOf(draft, node.arguments ?? [], coordinate, log);
  const deprecated = node.directives?.find(({ name }) => name.value === 'deprecated');
  const reason = deprecated?.arguments?.find(({ name }) => name.value === 'reason')?.value;
  return {
    name: node.name.value,
    property: node.name.value,
    type: node.type,
    args,
    description: node.description?.value,
    deprecationReason: deprecated && String(reason === undefined ? 'No longer supported' : valueFromASTUntyped(reason)),
    route: undefined,
  };
}

function draftInputsOf(
  draft: Draft,
  nodes: readonly InputValueDefinitionNode[],
  coordinate: string,
  log: IssueLog,
): Map<string, DraftInput> {
  const inputs = new Map<string, DraftInput>();
  for (const node of nodes) {
    const name = node.name.value;
    if (!checkType(draft, node.type, isInput, `"${coordinate}(${name}:)"`, log)) continue;
    inputs.set(name, {
      name,
      type: node.type,
      hasDefault: node.defaultValue !== undefined,
      defaultValue: node.defaultValue && valueFromASTUntyped(node.defaultValue),
      description: node.description?.value,
      deprecationReason: undefined,
    });
  }
  return inputs;
}

function checkType(
  draft: Draft,
  type: TypeNode,
  fits: (draft: Draft, name: string) => boolean,
  where: string,
  log: IssueLog,
): boolean {
  const name = typeNameOf(type);
  if (fits(draft, name)) return true;
  const known = [...draft.types.keys(), ...BUILT_IN_SCALARS].filter((candidate) => fits(draft, candidate));
  const message = draft.types.has(name)
    ? `The type "${name}" cannot be used at ${where}: ${fits === isInput ? 'arguments take input types' : 'fields answer output types'}.`
    : `There is no type "${name}" for ${where}.${typeHint(draft, name, known)}`;
  log.error('UNRESOLVED', placeOf(type), message);
  return false;
}

/**
 * An existing field, written again to put directives on it: the same type, or one that allows more nulls (what a rule denies is
 * null), or what the source of a root field says that it answers. Its arguments may be left out. False when it does not fit.
 */
export function redeclare(
  draft: Draft,
  type: DraftType,
  field: DraftField,
  node: FieldDefinitionNode,
  log: IssueLog,
): boolean {
  const coordinate = `${type.name}.${field.name}`;
  if (!checkType(draft, node.type, isOutput, `"${coordinate}"`, log)) return false;
  if (!allows(node.type, field.described ?? field.type)) {
    const message = `"${coordinate}" is "${print(field.type)}" in the graph; it cannot be declared as "${print(node.type)}".`;
    log.error('INVALID', placeOf(node.type), message);
    return false;
  }
  for (const argument of node.arguments ?? []) {
    const known = field.args.get(argument.name.value);
    if (known !== undefined && print(known.type) === print(argument.type)) continue;
    const message =
      known === undefined
        ? `"${coordinate}" has no argument "${argument.name.value}".${didYouMean(argument.name.value, field.args.keys())} Arguments may be left out here.`
        : `The argument "${known.name}" of "${coordinate}" is "${print(known.type)}", not "${print(argument.type)}". Arguments may be left out here.`;
    log.error('INVALID', placeOf(argument), message);
    return false;
  }
  field.type = node.type;
  return true;
}
