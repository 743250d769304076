import { didYouMean } from '../../utils/did-you-mean.ts';
import { type Draft, type DraftField, type DraftType, isProperty } from '../draft/draft.ts';
import { typeHint } from '../draft/type-hint.ts';
import { namedTypeNode, nullable } from '../draft/type-node.ts';
import type { Extended } from '../extensions/apply-extensions.ts';
import { type DirectiveUse, placeOfArgument } from '../extensions/read-directives.ts';
import type { LinkRoute } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { type LinkTarget, linkTargets } from './find-target.ts';
import { linkSpecOf } from './link-spec.ts';
import { reportCallPerParent } from './n-plus-one.ts';
import { type LinkedField, resolveLink } from './resolve-link.ts';

/** Works out every `@link` and `@merge`: each becomes the route of its field. */
export function applyLinks(draft: Draft, extended: Extended, log: IssueLog): void {
  const targets = linkTargets(draft);
  const linked = new Set(extended.links.map(({ field }) => field));
  // A key that is a link itself must be refused wherever it stands in the SDL, so all routes are marked before any is worked out.
  for (const field of linked) field.route = PENDING;
  for (const { parent, field, use } of extended.links) {
    if (parent.name === 'Subscription') {
      log.error(
        'LINK_INVALID',
        use.at,
        `"Subscription.${field.name}" cannot be a link: a link reads once, a subscription needs events.`,
      );
      continue;
    }
    const place: LinkedField = { parent: parent.name, name: field.name, type: field.type, args: field.args };
    const spec = linkSpecOf(use);
    const link = resolveLink(draft, targets, place, spec, log);
    if (link === undefined) continue;
    field.route = link.route;
    reportCallPerParent(draft, targets, place, spec, link, log);
    for (const name of field.args.keys()) {
      if (link.usedArgs.has(name)) continue;
      const message = `The argument "${name}" of "${parent.name}.${field.name}" has no effect: no template of the link reads "{args.${name}}".`;
      log.warning('LINK_INVALID', use.at, message);
    }
  }
  for (const { parent, use } of extended.merges) applyMerge(draft, targets, parent, use, log);
}

/** What a link's field has until its link is worked out; it stays only where the graph has errors. */
const PENDING: LinkRoute = {
  kind: 'link',
  target: { kind: 'delegate', source: '', fieldName: '' },
  targetCoordinate: '',
  requires: [],
  resultPath: [],
  args: [],
  many: false,
};

function applyMerge(
  draft: Draft,
  targets: ReadonlyMap<string, LinkTarget>,
  parent: DraftType,
  use: DirectiveUse,
  log: IssueLog,
): void {
  const name = String(use.args.type);
  const merged = draft.types.get(name);
  const at = placeOfArgument(use, 'type');
  if (merged?.kind !== 'object') {
    log.error(
      'UNRESOLVED',
      at,
      `There is no object type "${name}" to merge.${typeHint(draft, name, objectNames(draft))}`,
    );
    return;
  }
  const spec = linkSpecOf(use);
  const place: LinkedField = { parent: parent.name, name: `(${name})`, type: namedTypeNode(name), args: new Map() };
  const link = resolveLink(draft, targets, place, spec, log);
  if (link === undefined) return;
  const chosen = chosenFields(merged, use, log);
  let taken = 0;
  for (const field of chosen ?? merged.fields.values()) {
    if (parent.fields.has(field.name)) {
      if (chosen !== undefined)
        log.error('NAME_CONFLICT', use.at, `"${parent.name}" has a field "${field.name}" already.`);
      continue;
    }
    if (!isProperty(field) || field.args.size > 0) {
      log.info(
        'UNSUPPORTED',
        use.at,
        `"${name}.${field.name}" was not merged into "${parent.name}": it is answered by a call or takes arguments.`,
      );
      continue;
    }
    parent.fields.set(field.name, hoisted(field, { ...link.route, hoist: field.property }));
    taken += 1;
  }
  if (taken === 0 && chosen === undefined)
    log.warning(
      'LINK_INVALID',
      use.at,
      `"@merge" adds nothing: "${parent.name}" has every field of "${name}" already.`,
    );
  reportCallPerParent(draft, targets, place, spec, link, log);
}

/** Null where there is no such object, whatever the field's own type says. */
function hoisted(field: DraftField, route: LinkRoute): DraftField {
  return { ...field, property: field.name, type: nullable(field.type), route };
}

function chosenFields(merged: DraftType, use: DirectiveUse, log: IssueLog): readonly DraftField[] | undefined {
  if (!Array.isArray(use.args.fields)) return undefined;
  return use.args.fields.flatMap((name: unknown, index) => {
    const field = merged.fields.get(String(name));
    if (field !== undefined) return [field];
    const message = `"${merged.name}" has no field "${String(name)}".${didYouMean(String(name), merged.fields.keys())}`;
    log.error('UNRESOLVED', placeOfArgument(use, 'fields', index), message);
    return [];
  });
}

function objectNames(draft: Draft): string[] {
  return [...draft.types.values()].filter(({ kind }) => kind === 'object').map(({ name }) => name);
}
