import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../../../errors/gateway-error.ts';
import type { DocumentRequest } from '../../source.ts';
import { fromUpstreamError, malformed } from '../fault.ts';
import { checkData, type Misfit } from './check-data.ts';

/** Errors of one answer that are kept; of more, only their number is told. */
const MAX_ERRORS = 50;
const MAX_PATH = 200;

export type Path = readonly (string | number)[];

/**
 * An upstream's answer as a result that stitching can trust: `data` fits the document, every error is one of ours at its path. Rejects
 * what is no GraphQL result at all; a value of the wrong type is null with an error at its path.
 */
export function readResult(
  answer: unknown,
  request: Pick<DocumentRequest, 'document' | 'variables' | 'operationName'>,
  schema: GraphQLSchema,
  status: number,
  text: string,
): ExecutionResult {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw malformed(kindOf(answer), status, text);
  const { data, errors: given } = answer as { data?: unknown; errors?: unknown };
  if (given !== undefined && given !== null && !Array.isArray(given))
    throw malformed('"errors" that are no list', status, text);
  const errors = (given ?? []).slice(0, MAX_ERRORS).map(errorOf);
  const rest = (given ?? []).length - MAX_ERRORS;
  if (rest > 0)
    errors.push(
      ownError(
        new GatewayError('UPSTREAM_FAILED', `The upstream service answered with ${rest} further errors.`),
        undefined,
      ),
    );
  if (data === undefined || data === null) {
    if (errors.length === 0) throw malformed('neither data nor errors', status, text);
    return { data: null, errors };
  }
  if (typeof data !== 'object' || Array.isArray(data)) throw malformed(`"data" that is ${kindOf(data)}`, status, text);
  const misfits = checkData(schema, request, data as Record<string, unknown>, coveredBy(errors), MAX_ERRORS);
  if (misfits.length >= MAX_ERRORS) throw malformed('data that does not fit the document', status, text);
  for (const misfit of misfits) errors.push(ownError(misfitError(misfit), misfit.path));
  const checked = data as Record<string, unknown>;
  return errors.length === 0 ? { data: checked } : { data: checked, errors };
}

function errorOf(error: unknown): GraphQLError {
  if (typeof error !== 'object' || error === null) {
    return ownError(
      new GatewayError('UPSTREAM_MALFORMED', 'The upstream service answered with an error that is no object.'),
      undefined,
    );
  }
  return ownError(fromUpstreamError(error), 'path' in error ? pathOf(error.path) : undefined);
}

function ownError(error: GatewayError, path: Path | undefined): GraphQLError {
  return new GraphQLError(error.message, { originalError: error, extensions: error.extensions, ...(path && { path }) });
}

function pathOf(path: unknown): Path | undefined {
  if (!Array.isArray(path) || path.length === 0 || path.length > MAX_PATH) return undefined;
  return path.every((key) => typeof key === 'string' || Number.isSafeInteger(key)) ? (path as Path) : undefined;
}

function misfitError({ path, problem }: Misfit): GatewayError {
  return new GatewayError(
    'UPSTREAM_MALFORMED',
    `The upstream service answered with ${problem} at "${path.join('.')}".`,
  );
}

/** Whether an error explains a null: one at this place or below it, or one without a place. */
function coveredBy(errors: readonly GraphQLError[]): (path: Path) => boolean {
  if (errors.length === 0) return () => false;
  return (path) =>
    errors.some((error) => error.path === undefined || path.every((key, index) => error.path?.[index] === key));
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
