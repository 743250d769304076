import { getNamedType } from 'graphql';
import type { FieldRoute } from '../graph.ts';
import { fieldAt } from '../links/field-at.ts';
import type { FallbackScope } from './fallback-value.ts';
import { targetOf } from './target-of.ts';

/** True for a field that asks a source for something and changes nothing there. */
export function onlyReads(scope: FallbackScope, coordinate: string, route: FieldRoute): boolean {
  const target = targetOf(route);
  if (target.kind === 'call') return target.operation.effect === 'read';
  if (target.kind !== 'delegate') return false;
  // A link is always followed by a query.
  return route.kind === 'link' || isBelowQuery(scope, coordinate.slice(0, coordinate.indexOf('.')));
}

/** The root type of queries, or the type of a namespace in it. */
function isBelowQuery({ schema, routes }: FallbackScope, typeName: string): boolean {
  if (typeName === 'Query') return true;
  for (const [coordinate, { kind }] of routes) {
    if (kind !== 'namespace' || !coordinate.startsWith('Query.')) continue;
    const field = fieldAt(schema, coordinate);
    if (field !== undefined && getNamedType(field.type).name === typeName) return true;
  }
  return false;
}
