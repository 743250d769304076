import { print, type TypeNode } from 'graphql';
import { type Draft, type DraftInput, isLeaf } from '../draft/draft.ts';
import { isNonNull, itemOf, listDepth, nullable, typeNameOf } from '../draft/type-node.ts';
import type { LinkRoute, PropertyPath } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { findTarget, type LinkTarget } from './find-target.ts';
import { type CheckedKeys, keyedLink } from './keyed-link.ts';
import { linkArguments } from './link-arguments.ts';
import type { LinkSpec } from './link-spec.ts';
import { type ResultPlace, resultPlace } from './result-path.ts';

/** The field that a link answers. */
export interface LinkedField {
  readonly parent: string;
  readonly name: string;
  readonly type: TypeNode;
  readonly args: ReadonlyMap<string, DraftInput>;
}

export interface ResolvedLink {
  readonly route: LinkRoute;
  /** One call for each parent: the answer depends on the parent and has no keys. */
  readonly callPerParent: boolean;
  /** The field's own arguments that the link uses. */
  readonly usedArgs: ReadonlySet<string>;
}

/** Checks a link against the graph; undefined where it cannot work, with every reason reported. */
export function resolveLink(
  draft: Draft,
  targets: ReadonlyMap<string, LinkTarget>,
  field: LinkedField,
  spec: LinkSpec,
  log: IssueLog,
): ResolvedLink | undefined {
  const target = findTarget(draft, targets, spec.from.value);
  if (typeof target === 'string') {
    log.error('LINK_INVALID', spec.from.at, target);
    return undefined;
  }
  const before = log.issues.length;
  const isKeyed = spec.keys.length > 0;
  const depth = listDepth(field.type);
  const item = typeNameOf(field.type);
  const place = resultPlace(
    draft,
    target,
    item,
    (lists) => (isKeyed ? lists === 1 : lists === depth),
    spec.resultPath?.value,
  );
  if (typeof place === 'string') log.error('LINK_INVALID', spec.resultPath?.at ?? spec.from.at, place);
  if (!isKeyed) checkOrphans(spec, log);
  const keyed =
    isKeyed && !(isLeaf(draft, item) && leafKeyed(field, spec, log))
      ? keyedLink(draft, field.parent, item, target, spec, log)
      : undefined;
  const scope = {
    parent: field.parent,
    args: field.args,
    result: undefined,
    coordinate: `${field.parent}.${field.name}`,
  };
  // Where the keys are wrong, what takes them is unknown, and so is what else the target lacks.
  const taken = isKeyed || spec.arg !== undefined ? keyed && [keyed.arg] : [];
  const given = linkArguments(draft, target, spec, scope, taken, log);
  if (typeof place !== 'string') {
    const problem = isKeyed
      ? keyedShape(field, place, keyed, given?.mayBeMissing === true, target)
      : plainShape(field, place, given?.mayBeMissing === true, target);
    if (problem !== undefined) log.error('LINK_INVALID', spec.at, problem);
  }
  if (typeof place === 'string' || given === undefined || log.issues.length > before) return undefined;
  return {
    usedArgs: given.used,
    callPerParent: keyed === undefined && given.readsParent,
    route: {
      kind: 'link',
      target: target.route,
      targetCoordinate: target.coordinate,
      requires: distinct([...(keyed?.keyed.keys ?? []), ...given.requires]),
      resultPath: place.path,
      args: given.args,
      ...(keyed && { keyed: keyed.keyed }),
      many: depth > 0 && keyed?.keyed.list !== true,
    },
  };
}

/** `arg` and `by` say nothing without `keys`. */
function checkOrphans(spec: LinkSpec, log: IssueLog): void {
  const orphan = spec.arg ?? spec.by[0] ?? spec.argFields?.[0];
  if (orphan !== undefined) {
    log.error(
      'LINK_INVALID',
      orphan.at,
      '"arg", "by" and "argFields" belong to "keys", which is missing: say where the parent has its key.',
    );
  }
}

function leafKeyed(field: LinkedField, spec: LinkSpec, log: IssueLog): boolean {
  const message = `"${field.parent}.${field.name}" is "${print(field.type)}"; a link with keys answers objects, which have a field to match "by".`;
  log.error('LINK_INVALID', spec.at, message);
  return true;
}

/** What is wrong with the shape of a field that is matched by key. */
function keyedShape(
  field: LinkedField,
  place: ResultPlace,
  keys: CheckedKeys | undefined,
  mayBeMissing: boolean,
  target: LinkTarget,
): string | undefined {
  const coordinate = `${field.parent}.${field.name}`;
  const item = itemOf(field.type);
  if (listDepth(place.type) !== 1) {
    return `"${target.coordinate}" answers "${print(place.type)}"; a link with keys needs a list of items.`;
  }
  if (listDepth(field.type) > 1) {
    return `"${coordinate}" is "${print(field.type)}"; a link with keys answers an item or a list of items.`;
  }
  if (item === undefined) {
    if (keys?.keyed.list === true) return `"${coordinate}" must be a list: its key path gives many keys.`;
    return isNonNull(field.type) ? mustBeNullable(field, 'it is null when no item has the key') : undefined;
  }
  if (keys?.keyed.list !== true) return undefined;
  if (isNonNull(item)) {
    return `The items of "${coordinate}" must be nullable, "[${print(nullable(item))}]": an item is null when nothing has its key.`;
  }
  return isNonNull(field.type) && (keys.mayBeMissing || mayBeMissing)
    ? mustBeNullable(field, 'its list of keys may be null')
    : undefined;
}

function mustBeNullable(field: LinkedField, why: string): string {
  return `"${field.parent}.${field.name}" must be nullable, "${print(nullable(field.type))}": ${why}.`;
}

/** What is wrong with the shape of a field that takes the whole answer. */
function plainShape(
  field: LinkedField,
  place: ResultPlace,
  mayBeMissing: boolean,
  target: LinkTarget,
): string | undefined {
  const coordinate = `${field.parent}.${field.name}`;
  if (listDepth(place.type) !== listDepth(field.type)) {
    const hint =
      listDepth(place.type) === 1 && listDepth(field.type) === 0
        ? ' Add "keys" and "by", so that one item is chosen by its key.'
        : '';
    return `"${coordinate}" is "${print(field.type)}", but "${target.coordinate}" answers "${print(place.type)}".${hint}`;
  }
  // A list that is missing has no items.
  if (listDepth(field.type) === 0 && isNonNull(field.type)) {
    if (mayBeMissing) return mustBeNullable(field, 'a required argument may be missing');
    if (place.nullable) return mustBeNullable(field, `"${target.coordinate}" may answer null`);
  }
  const [item, answered] = [itemOf(field.type), itemOf(place.type)];
  if (item !== undefined && answered !== undefined && isNonNull(item) && !isNonNull(answered)) {
    return `The items of "${coordinate}" must be nullable: those of "${target.coordinate}" may be null.`;
  }
  return undefined;
}

function distinct(paths: readonly PropertyPath[]): readonly PropertyPath[] {
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}
