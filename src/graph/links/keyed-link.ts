import { print, type TypeNode } from 'graphql';
import { type Draft, isLeaf } from '../draft/draft.ts';
import { itemOf, listDepth, typeNameOf } from '../draft/type-node.ts';
import type { KeyedLink } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { isRequired } from './check-template.ts';
import type { LinkTarget } from './find-target.ts';
import { leafFits } from './leaf-fits.ts';
import type { LinkSpec, Placed } from './link-spec.ts';
import { type Walked, walkArguments, walkPath } from './walk-path.ts';

const DEFAULT_MAX = 100;

export interface CheckedKeys {
  readonly keyed: KeyedLink;
  /** Path of the list argument, in the graph's names. */
  readonly arg: readonly string[];
  /** True when a parent may have no key at all. */
  readonly mayBeMissing: boolean;
}

/** Checks `keys`, `arg`, `by` and `argFields` of a link; undefined where something is wrong, which is reported. */
export function keyedLink(
  draft: Draft,
  parent: string,
  item: string,
  target: LinkTarget,
  spec: LinkSpec,
  log: IssueLog,
): CheckedKeys | undefined {
  const batch = target.route.kind === 'call' ? target.route.operation.batch : undefined;
  const fail = (at: string, message: string): undefined => log.error('LINK_INVALID', at, message) as undefined;
  const arg = spec.arg?.value ?? batch?.arg;
  if (arg === undefined) {
    return fail(
      spec.at,
      `"${target.coordinate}" needs "arg": the list argument that takes the keys.${listArguments(target)}`,
    );
  }
  const place = walkArguments(draft, target.field.args, arg.split('.'), target.coordinate);
  if (typeof place === 'string') return fail(spec.arg?.at ?? spec.at, place);
  const itemType = itemOf(place.type);
  if (itemType === undefined || listDepth(place.type) !== 1) {
    return fail(
      spec.arg?.at ?? spec.at,
      `The argument "${arg}" of "${target.coordinate}" is "${print(place.type)}"; keys need a list.${listArguments(target)}`,
    );
  }
  const keys = walkAll(draft, parent, spec.keys, log);
  const by = walkAll(draft, item, spec.by.length > 0 ? spec.by : defaultBy(batch?.by, spec), log);
  if (keys === undefined || by === undefined) return undefined;
  if (keys.length !== by.length) {
    const hint = by.length === 0 ? ' "by" names the field of an item that holds its key.' : '';
    return fail(
      spec.by[0]?.at ?? spec.at,
      `"keys" has ${keys.length} part(s) and "by" has ${by.length}; they must correspond.${hint}`,
    );
  }
  const list = keys.some((key) => key.lists.length > 0);
  if (list && keys.length > 1) return fail(spec.keys[0]?.at ?? spec.at, 'A composite key cannot contain a list.');
  const inputs = keyInputs(draft, itemType, target, arg, spec, keys.length, log);
  if (inputs === undefined) return undefined;
  let wrong = false;
  keys.forEach((key, index) => {
    wrong =
      !checkPart(draft, key, by[index], inputs.types[index], index, parent, item, target, arg, spec, log) || wrong;
  });
  if (wrong) return undefined;
  const limits = [spec.max?.value ?? DEFAULT_MAX, batch?.max ?? Number.POSITIVE_INFINITY];
  if (spec.max !== undefined && spec.max.value < 1)
    return fail(spec.max.at, `"max" is ${spec.max.value}; it must be at least 1.`);
  return {
    arg: arg.split('.'),
    mayBeMissing: keys.some((key) => key.nullable),
    keyed: {
      keys: keys.map(({ properties }) => properties),
      by: by.map(({ properties }) => properties),
      arg: arg.split('.'),
      ...(inputs.fields && { argFields: inputs.fields }),
      max: spec.max === undefined && batch?.max !== undefined ? batch.max : Math.min(...limits),
      ...(by.every(({ nullable }) => !nullable) && { certain: true }),
      list,
    },
  };
}

function defaultBy(by: string | undefined, spec: LinkSpec): readonly Placed[] {
  return by === undefined ? [] : [{ value: by, at: spec.at }];
}

function walkAll(draft: Draft, type: string, paths: readonly Placed[], log: IssueLog): readonly Walked[] | undefined {
  const walked = paths.map(({ value, at }) => {
    const found = walkPath(draft, type, value);
    if (typeof found !== 'string') return found;
    log.error('LINK_INVALID', at, found);
    return undefined;
  });
  return walked.every((found) => found !== undefined) ? walked : undefined;
}

function listArguments({ coordinate, field }: LinkTarget): string {
  const lists = [...field.args.values()].filter(({ type }) => listDepth(type) === 1).map(({ name }) => `"${name}"`);
  return lists.length === 0 ? ` "${coordinate}" has no list argument.` : ` "${coordinate}" has: ${lists.join(', ')}.`;
}

/** What takes each part of the key inside an item of the list argument. */
function keyInputs(
  draft: Draft,
  itemType: TypeNode,
  target: LinkTarget,
  arg: string,
  spec: LinkSpec,
  parts: number,
  log: IssueLog,
): { readonly types: readonly TypeNode[]; readonly fields: readonly string[] | undefined } | undefined {
  const input = draft.types.get(typeNameOf(itemType));
  const at = spec.argFields?.[0]?.at ?? spec.keys[0]?.at ?? spec.at;
  if (input?.kind !== 'input') {
    if (parts === 1 && spec.argFields === undefined) return { types: [itemType], fields: undefined };
    const message = `The argument "${arg}" of "${target.coordinate}" takes "${print(itemType)}", which has no fields for the parts of a key.`;
    log.error('LINK_INVALID', at, message);
    return undefined;
  }
  const names =
    spec.argFields?.map(({ value }) => value) ??
    spec.keys.map((key, index) => inputFieldFor(input.inputFields, key, spec.by[index]));
  const types = names.map((name) => (name === undefined ? undefined : input.inputFields.get(name)?.type));
  const unfilled = [...input.inputFields.values()].find((field) => isRequired(field) && !names.includes(field.name));
  if (names.length !== parts || types.includes(undefined) || unfilled !== undefined) {
    const known = [...input.inputFields.keys()].map((name) => `"${name}"`).join(', ');
    const message = `Each part of the key needs an input field of "${input.name}"; name them with "argFields". It has: ${known}.`;
    log.error(
      'LINK_INVALID',
      at,
      unfilled === undefined
        ? message
        : `"${input.name}.${unfilled.name}" is required, and no part of the key fills it. ${message}`,
    );
    return undefined;
  }
  return { types: types.filter((type) => type !== undefined), fields: names.filter((name) => name !== undefined) };
}

function inputFieldFor(fields: ReadonlyMap<string, unknown>, key: Placed, by: Placed | undefined): string | undefined {
  return [key.value, by?.value]
    .map((path) => path?.split('.').at(-1))
    .find((name) => name !== undefined && fields.has(name));
}

function checkPart(
  draft: Draft,
  key: Walked,
  by: Walked | undefined,
  input: TypeNode | undefined,
  index: number,
  parent: string,
  item: string,
  target: LinkTarget,
  arg: string,
  spec: LinkSpec,
  log: IssueLog,
): boolean {
  if (by === undefined || input === undefined) return false;
  const [keyPath, byPath] = [spec.keys[index]?.value ?? '', spec.by[index]?.value ?? by.properties.join('.')];
  const at = spec.keys[index]?.at ?? spec.at;
  const keyName = typeNameOf(key.type);
  if (!isLeaf(draft, keyName)) {
    log.error(
      'LINK_INVALID',
      at,
      `The key "${parent}.${keyPath}" is "${print(key.type)}"; a key is a scalar or an enum.`,
    );
    return false;
  }
  if (!isLeaf(draft, typeNameOf(by.type)) || by.lists.length > 0) {
    log.error(
      'LINK_INVALID',
      spec.by[index]?.at ?? spec.at,
      `"${item}.${byPath}" is "${print(by.type)}"; "by" names a scalar or an enum, not in a list.`,
    );
    return false;
  }
  if (!leafFits(draft, keyName, typeNameOf(input))) {
    log.error(
      'LINK_INVALID',
      at,
      `The key "${parent}.${keyPath}" is "${print(key.type)}", which does not fit the argument "${arg}" of "${target.coordinate}": it takes "${print(input)}".`,
    );
    return false;
  }
  const byName = typeNameOf(by.type);
  if (leafFits(draft, keyName, byName) || leafFits(draft, byName, keyName)) return true;
  log.error(
    'LINK_INVALID',
    spec.by[index]?.at ?? spec.at,
    `The key "${parent}.${keyPath}", "${print(key.type)}", can never equal "${item}.${byPath}", "${print(by.type)}".`,
  );
  return false;
}
