import type { ComposeSource } from '../compose-input.ts';
import { type Draft, ROOT_TYPES } from '../draft/draft.ts';
import { nullable } from '../draft/type-node.ts';
import { IssueLog } from '../issue-log.ts';
import type { LinkTarget } from './find-target.ts';
import { linkTargets } from './find-target.ts';
import { describedBatchSpec, describedLinkSpec } from './link-spec.ts';
import { resolveLink } from './resolve-link.ts';

/** Makes fields of the links that descriptions declare. One that does not fit is left out, with the reason; it stops nothing. */
export function applyDescribedLinks(draft: Draft, sources: readonly ComposeSource[], log: IssueLog): void {
  if (sources.every(({ subschema }) => (subschema.links ?? []).length === 0)) return;
  const targets = linkTargets(draft);
  const byOperation = new Map<string, LinkTarget>();
  for (const target of targets.values()) {
    if (target.route.kind === 'call')
      byOperation.set(`${target.route.source} ${target.route.operation.coordinate}`, target);
  }
  const byOwnName = new Map([...draft.types.values()].map((type) => [`${type.source ?? ''} ${type.ownName}`, type]));
  for (const { name: source, subschema } of sources) {
    for (const link of subschema.links ?? []) {
      const coordinate = `${link.type}.${link.field}`;
      const parent = byOwnName.get(`${source} ${link.type}`);
      const target = byOperation.get(`${source} ${link.from}`);
      if (parent === undefined || target === undefined || ROOT_TYPES.some((root) => root === link.type)) {
        log.info(
          'UNRESOLVED',
          link.at,
          `The described link "${coordinate}" was left out: its type or its operation "${link.from}" is not in the graph.`,
        );
        continue;
      }
      if (parent.fields.has(link.field)) {
        log.info(
          'NAME_CONFLICT',
          link.at,
          `The described link "${coordinate}" was left out: "${parent.name}" has a field of that name.`,
        );
        continue;
      }
      const type = nullable(target.field.type);
      const problems = new IssueLog();
      const field = { parent: parent.name, name: link.field, type, args: new Map<string, never>() };
      const many = link.batch && byOperation.get(`${source} ${link.batch.from}`);
      const batched =
        many === undefined || link.batch === undefined
          ? undefined
          : describedBatchSpec({ ...link.batch, from: many.coordinate }, link.at);
      const resolved =
        // A batch that does not fit the graph as it is configured is no loss: each parent can still be asked for alone.
        (batched && resolveLink(draft, targets, field, batched, new IssueLog())) ??
        resolveLink(draft, targets, field, describedLinkSpec({ ...link, from: target.coordinate }), problems);
      for (const { code, at, message } of problems.issues)
        log.info(code, at, `The described link "${coordinate}" was left out. ${message}`);
      if (resolved === undefined) continue;
      parent.fields.set(link.field, {
        name: link.field,
        property: link.field,
        type,
        args: new Map(),
        description: undefined,
        deprecationReason: undefined,
        route: resolved.route,
      });
    }
  }
}
