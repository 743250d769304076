import { type GraphQLOutputType, getNullableType, isListType } from 'graphql';
import type { CallResilience } from '../../sources/source.ts';
import type { RuleTables } from '../compose-input.ts';
import type { Draft } from '../draft/draft.ts';
import type { CallRule, FieldRoute, LinkRoute } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { fieldAt } from '../links/field-at.ts';
import { type FallbackScope, fallbackValue } from './fallback-value.ts';
import { onlyReads } from './only-reads.ts';
import { rulePlace } from './rule-place.ts';
import { targetOf } from './target-of.ts';

/**
 * What the calls of single fields have of their own, by coordinate. A link without a rule has the times and tries of the root field that
 * answers it, but not its fallback, which is of another shape.
 */
export function callRules(
  draft: Draft,
  scope: FallbackScope,
  tables: RuleTables | undefined,
  log: IssueLog,
): ReadonlyMap<string, CallRule> {
  const rules = new Map<string, CallRule>();
  for (const [coordinate, row] of Object.entries(tables?.resilience ?? {})) {
    const at = `resilience.${coordinate}`;
    const problem = (message: string): void => log.error('RULE_INVALID', at, message);
    const place = rulePlace(draft, coordinate);
    const route = typeof place === 'string' ? undefined : place.field?.route;
    if (typeof place === 'string') problem(place);
    else if (route === undefined || route.kind === 'property' || route.kind === 'namespace')
      problem(`"${coordinate}" makes no call of its own; such a rule stands at a root field or a link.`);
    else if (route.kind === 'link' && route.hoist !== undefined)
      problem(
        `"${coordinate}" is merged, and shares its call with others; put the rule at "${route.targetCoordinate}".`,
      );
    else {
      const { fallback, ...resilience } = row;
      const rule = { source: sourceOf(route), resilience };
      rules.set(coordinate, { ...rule, fallback: standIn(coordinate, route, fallback, scope, log) });
    }
  }
  for (const [coordinate, route] of scope.routes) {
    if (route.kind !== 'link' || rules.has(coordinate)) continue;
    const rule = rules.get(route.targetCoordinate);
    if (rule !== undefined) rules.set(coordinate, { ...rule, fallback: undefined });
  }
  return rules;
}

function standIn(
  coordinate: string,
  route: FieldRoute,
  fallback: CallResilience['fallback'],
  scope: FallbackScope,
  log: IssueLog,
): CallRule['fallback'] {
  if (fallback === undefined) return undefined;
  if (!onlyReads(scope, coordinate, route)) {
    log.error(
      'RULE_INVALID',
      `resilience.${coordinate}`,
      `"${coordinate}" can have no fallback: only what a query reads can.`,
    );
    return undefined;
  }
  if (fallback === 'last-good') return undefined;
  const type = fieldAt(scope.schema, coordinate)?.type;
  if (type === undefined) return undefined;
  try {
    const perKey = route.kind === 'link' && route.keyed?.list === true ? itemType(type) : type;
    // What is delegated has the graph's names already, and its place in the answer behind it.
    const delegated = targetOf(route).kind === 'delegate';
    const value = fallbackValue(delegated ? { ...scope, sources: [] } : scope, perKey, fallback.value);
    const isInside = route.kind === 'link' && route.keyed === undefined && !delegated;
    return { value: isInside ? inAnswer(route, value) : value };
  } catch (error) {
    log.error(
      'RULE_INVALID',
      `resilience.${coordinate}.fallback`,
      error instanceof Error ? error.message : String(error),
    );
    return undefined;
  }
}

/** A list of keys has a value for each of them. */
function itemType(type: GraphQLOutputType): GraphQLOutputType {
  const list = getNullableType(type);
  return isListType(list) ? list.ofType : type;
}

/** A link without keys finds its value inside the answer. */
function inAnswer({ resultPath }: LinkRoute, value: unknown): unknown {
  return resultPath.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

function sourceOf(route: FieldRoute): string {
  const target = targetOf(route);
  return 'source' in target ? target.source : '';
}
