import { validateSchema } from 'graphql';
import type { ComposeInput } from './compose-input.ts';
import { buildSchema } from './draft/build-schema.ts';
import { checkReferences } from './draft/check-references.ts';
import type { Draft } from './draft/draft.ts';
import { draftSources } from './draft/draft-sources.ts';
import { applyExtensions } from './extensions/apply-extensions.ts';
import type { FieldRoute, Graph, GraphSource } from './graph.ts';
import { IssueLog } from './issue-log.ts';
import { applyLinks } from './links/apply-links.ts';
import { applyDescribedLinks } from './links/described-links.ts';
import { warnOfUnverifiedClaims } from './links/unverified-claims.ts';
import { cacheRules } from './rules/cache-rules.ts';
import { callRules } from './rules/call-rules.ts';
import { invalidations } from './rules/invalidations.ts';
import { withLastGood } from './rules/last-good-rules.ts';
import { permissionRules } from './rules/permission-rules.ts';

/**
 * Many subschemas as one graph. Pure and deterministic; what users have done wrong is in `issues`, and a graph with an issue of
 * severity `error` must not be run.
 */
export function composeGraph(input: ComposeInput): Graph {
  const log = new IssueLog();
  const { draft, sources } = draftSources(input.sources, log);
  applyDescribedLinks(draft, input.sources, log);
  const extended = applyExtensions(draft, input.extensions, log);
  checkReferences(draft, log);
  applyLinks(draft, extended, log);
  const schema = buildSchema(draft, (type) => typeNamesOf(sources, type.source));
  for (const error of validateSchema(schema)) log.error('INVALID', 'graph', error.message);
  const routes = routesOf(draft);
  if (input.authenticates === false) warnOfUnverifiedClaims(routes, log);
  const scope = { schema, routes, sources };
  return {
    schema,
    routes,
    cacheRules: withLastGood(cacheRules(draft, extended, input.tables, log), scope, input),
    permissionRules: permissionRules(draft, extended, input.tables, input.permissionRules, log),
    invalidations: invalidations(draft, extended, log),
    callRules: callRules(draft, scope, input.tables, log),
    sources,
    issues: log.issues,
  };
}

function routesOf(draft: Draft): ReadonlyMap<string, FieldRoute> {
  const routes = new Map<string, FieldRoute>();
  for (const type of draft.types.values()) {
    if (type.kind !== 'object') continue;
    for (const field of type.fields.values()) {
      if (field.route !== undefined) routes.set(`${type.name}.${field.name}`, field.route);
    }
  }
  return routes;
}

/** How values of a source name their types, where composition renamed any of them. */
function typeNamesOf(
  sources: readonly GraphSource[],
  source: string | undefined,
): ((own: string) => string) | undefined {
  const found = sources.find(({ name }) => name === source);
  if (found === undefined || found.graphTypeNames.size === 0) return undefined;
  return (own) => found.graphTypeNames.get(own) ?? own;
}
