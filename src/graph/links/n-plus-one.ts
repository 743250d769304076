import { type Draft, isProperty } from '../draft/draft.ts';
import { itemOf, listDepth, typeNameOf } from '../draft/type-node.ts';
import type { IssueLog } from '../issue-log.ts';
import { isRequired } from './check-template.ts';
import type { LinkTarget } from './find-target.ts';
import { leafFits } from './leaf-fits.ts';
import type { LinkSpec } from './link-spec.ts';
import type { LinkedField, ResolvedLink } from './resolve-link.ts';
import { resultPlace } from './result-path.ts';
import { walkPath } from './walk-path.ts';

/** Reports a link that makes one call for each parent, with the operation that would answer them all where there is one. */
export function reportCallPerParent(
  draft: Draft,
  targets: ReadonlyMap<string, LinkTarget>,
  field: LinkedField,
  spec: LinkSpec,
  link: ResolvedLink,
  log: IssueLog,
): void {
  if (!link.callPerParent) return;
  const instead = batchLink(draft, targets, field, spec);
  const hint =
    instead === undefined
      ? `No operation of this graph answers many "${typeNameOf(field.type)}" by a list of keys.`
      : `One call answers all: ${instead}`;
  const message = `"${field.parent}.${field.name}" makes one call of "${link.route.targetCoordinate}" for each "${field.parent}". ${hint}`;
  log.warning('N_PLUS_ONE', spec.at, message);
}

function batchLink(
  draft: Draft,
  targets: ReadonlyMap<string, LinkTarget>,
  field: LinkedField,
  spec: LinkSpec,
): string | undefined {
  const keys = spec.args.flatMap(({ path, value }) => {
    const reference = /^\{([^{}]+)\}$/.exec(String(value))?.[1] ?? '';
    const walked = walkPath(draft, field.parent, reference);
    return typeof walked === 'string' ? [] : [{ reference, type: typeNameOf(walked.type), name: path.at(-1) ?? '' }];
  });
  const [key] = keys;
  if (key === undefined || keys.length !== 1) return undefined;
  const item = typeNameOf(field.type);
  for (const { coordinate, field: candidate, route } of targets.values()) {
    const place = resultPlace(draft, { coordinate, field: candidate, route }, item, (lists) => lists === 1, undefined);
    if (typeof place === 'string' || listDepth(place.type) !== 1) continue;
    const batch = route.kind === 'call' ? route.operation.batch : undefined;
    const arg = [...candidate.args.values()].find(({ type, name }) => {
      const inner = itemOf(type);
      return (
        (batch === undefined || batch.arg === name) &&
        inner !== undefined &&
        listDepth(type) === 1 &&
        leafFits(draft, key.type, typeNameOf(inner))
      );
    });
    if (arg === undefined || [...candidate.args.values()].some((other) => other !== arg && isRequired(other))) continue;
    const by = batch?.by ?? keyField(draft, item, key.name, key.type);
    if (by === undefined) continue;
    const from = coordinate.replace(/^Query\./, '');
    return `@link(from: "${from}", arg: "${arg.name}", keys: "${key.reference}", by: "${by}")`;
  }
  return undefined;
}

function keyField(draft: Draft, item: string, name: string, type: string): string | undefined {
  const fields = draft.types.get(item)?.fields;
  const field = fields?.get(name) ?? fields?.get('id');
  return field !== undefined && isProperty(field) && leafFits(draft, type, typeNameOf(field.type))
    ? field.name
    : undefined;
}
