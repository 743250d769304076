import { type DocumentNode, GraphQLError, Kind } from 'graphql';
import type { ErrorCode } from '../../errors/error-codes.ts';
import type { DocumentLimits } from './document-limits.ts';
import { type OperationFacts, OperationMeasure } from './measure-operation.ts';

/** What each operation of a document amounts to, and the errors of those that amount to too much. */
export function checkLimits(document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] {
  const measure = new OperationMeasure(document);
  const errors: GraphQLError[] = [];
  let operations = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    operations += 1;
    const facts = measure.measure(definition.selectionSet);
    const own = definition.directives?.length ?? 0;
    errors.push(...exceeded({ ...facts, directives: facts.directives + own }, limits));
  }
  if (operations > limits.operations) {
    errors.push(limitError('LIMIT_EXCEEDED', 'operations', operations, limits.operations));
  }
  return errors;
}

function exceeded(facts: OperationFacts, limits: DocumentLimits): GraphQLError[] {
  const rows = [
    ['DEPTH_LIMIT_EXCEEDED', 'levels of fields', facts.depth, limits.depth],
    ['ALIAS_LIMIT_EXCEEDED', 'aliases', facts.aliases, limits.aliases],
    ['LIMIT_EXCEEDED', 'root fields', facts.rootFields, limits.rootFields],
    ['LIMIT_EXCEEDED', 'directives', facts.directives, limits.directives],
    ['LIMIT_EXCEEDED', 'fields', facts.fields, limits.fields],
  ] as const;
  return rows
    .filter(([, , found, limit]) => found > limit)
    .map(([code, what, found, limit]) => limitError(code, what, found, limit));
}

export function limitError(code: ErrorCode, what: string, found: number, limit: number): GraphQLError {
  const amount = Number.isFinite(found) ? `${found} ${what}` : `more ${what} than that`;
  return new GraphQLError(`The document has ${amount}; this graph allows ${limit}.`, { extensions: { code } });
}
