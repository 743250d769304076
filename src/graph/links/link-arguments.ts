import { print, type TypeNode } from 'graphql';
import type { Draft, DraftInput } from '../draft/draft.ts';
import { isNonNull, itemOf, nullable, typeNameOf } from '../draft/type-node.ts';
import type { LinkArgument, PropertyPath, Template } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { checkTemplate, isRequired, misfit, type TemplateScope } from './check-template.ts';
import type { LinkTarget } from './find-target.ts';
import type { LinkSpec } from './link-spec.ts';
import { walkArguments } from './walk-path.ts';

export interface LinkArguments {
  readonly args: readonly LinkArgument[];
  readonly requires: readonly PropertyPath[];
  /** True when a required argument may turn out null, so that there is no call and the field is null. */
  readonly mayBeMissing: boolean;
  readonly readsParent: boolean;
  /** Names of the field's own arguments that are used. */
  readonly used: ReadonlySet<string>;
}

/** Checks the `args` of a link, and that with `taken` (the path of the keys, when it is known) all that the target requires is given. */
export function linkArguments(
  draft: Draft,
  target: LinkTarget,
  spec: LinkSpec,
  scope: TemplateScope,
  taken: readonly (readonly string[])[] | undefined,
  log: IssueLog,
): LinkArguments | undefined {
  const args: LinkArgument[] = [];
  const requires: PropertyPath[] = [];
  const used = new Set<string>();
  let mayBeMissing = false;
  let failed = false;
  for (const { path, value, at } of spec.args) {
    const fail = (message: string): void => {
      failed = true;
      log.error('LINK_INVALID', at, message);
    };
    const place = walkArguments(draft, target.field.args, path, target.coordinate);
    if (typeof place === 'string') {
      fail(place);
      continue;
    }
    if (taken?.some((other) => other.join('.') === path.join('.'))) {
      fail(`The argument "${path.join('.')}" takes the keys; it cannot be given otherwise.`);
      continue;
    }
    const source =
      Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' && value[0].includes('{')
        ? value[0]
        : value;
    if (typeof source !== 'string') {
      if (!constantFits(draft, source, place.type))
        fail(`${JSON.stringify(source)} does not fit "${path.join('.')}", "${print(place.type)}".`);
      else
        args.push({
          path,
          value: { parts: [{ kind: 'value', value: source }], text: JSON.stringify(source) },
        });
      continue;
    }
    const checked = checkTemplate(draft, source, scope);
    if (typeof checked === 'string') {
      fail(checked);
      continue;
    }
    const literal = literalOf(draft, checked.template, place.type, spec.isTextual);
    if (literal === undefined && checked.template.parts.every(({ kind }) => kind === 'text')) {
      fail(`${JSON.stringify(source)} does not fit "${path.join('.')}", "${print(place.type)}".`);
      continue;
    }
    const problem = literal === undefined ? misfit(draft, checked.type, place.type, source) : undefined;
    if (problem !== undefined) {
      fail(`Argument "${path.join('.')}" of "${target.coordinate}": ${problem}`);
      continue;
    }
    args.push({ path, value: literal ?? checked.template });
    requires.push(...checked.requires);
    for (const part of checked.template.parts) if (part.kind === 'args') used.add(part.path[0] ?? '');
    mayBeMissing ||= checked.nullable && isNonNull(place.type);
  }
  const all = [...(taken ?? []), ...spec.args.map(({ path }) => path)];
  for (const missing of taken === undefined ? [] : missingArguments(draft, target.field.args, all, [])) {
    failed = true;
    log.error('LINK_INVALID', spec.at, `"${target.coordinate}" requires the argument "${missing}"; give it in "args".`);
  }
  return failed ? undefined : { args, requires, mayBeMissing, readsParent: requires.length > 0, used };
}

/** A template without references that is a value of the type as it stands, or as the JSON that it may be. */
function literalOf(draft: Draft, template: Template, type: TypeNode, isTextual: boolean): Template | undefined {
  if (template.parts.some(({ kind }) => kind !== 'text')) return undefined;
  const text = template.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  if (constantFits(draft, text, type)) return template;
  if (!isTextual) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return constantFits(draft, value, type) ? { parts: [{ kind: 'value', value }], text } : undefined;
  } catch {
    return undefined;
  }
}

function missingArguments(
  draft: Draft,
  inputs: ReadonlyMap<string, DraftInput>,
  given: readonly (readonly string[])[],
  prefix: readonly string[],
): string[] {
  return [...inputs.values()].flatMap((input) => {
    const path = [...prefix, input.name];
    const inside = given.filter((other) => path.every((segment, index) => other[index] === segment));
    if (inside.some((other) => other.length === path.length)) return [];
    if (inside.length === 0) return isRequired(input) ? [path.join('.')] : [];
    return missingArguments(draft, draft.types.get(typeNameOf(input.type))?.inputFields ?? new Map(), given, path);
  });
}

/** Whether a constant is a value of an input type; scalars that are not GraphQL's own take anything. */
function constantFits(draft: Draft, value: unknown, type: TypeNode): boolean {
  if (value === null) return !isNonNull(type);
  const item = itemOf(type);
  if (item !== undefined)
    return Array.isArray(value)
      ? value.every((each) => constantFits(draft, each, item))
      : constantFits(draft, value, item);
  const name = typeNameOf(nullable(type));
  switch (name) {
    case 'Int':
      return Number.isInteger(value);
    case 'Float':
      return typeof value === 'number';
    case 'String':
      return typeof value === 'string';
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value);
    case 'Boolean':
      return typeof value === 'boolean';
    default: {
      const known = draft.types.get(name);
      if (known?.kind === 'enum') return known.values.some((option) => option.name === value);
      return known?.kind !== 'input' || (typeof value === 'object' && value !== null);
    }
  }
}
