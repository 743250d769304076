import { type ExecutionResult, GraphQLError } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { DocumentRequest } from '../../sources/source.ts';
import { rootKeys, withoutFields } from './without-fields.ts';

export type DocumentWire = Pick<DocumentRequest, 'document' | 'variables' | 'operationType' | 'operationName'>;

/** Further documents that one may cost, to find what in it fails. */
const MOST_REPEATS = 4;

/**
 * Asks a query whose root fields belong to different fields of the graph. Where one that must not be null fails, its source answers with
 * null for all of them: the others are asked for again, without it. What has no answer in the end has an error at its path.
 */
export async function askWhatStands(
  ask: (wire: DocumentWire) => Promise<ExecutionResult>,
  wire: DocumentWire,
): Promise<ExecutionResult> {
  const errors: GraphQLError[] = [];
  let left = wire;
  for (let repeats = 0; ; repeats += 1) {
    const result = await ask(left);
    if (!isWipedOut(result))
      return errors.length === 0 ? result : { ...result, errors: [...errors, ...(result.errors ?? [])] };
    errors.push(...(result.errors ?? []));
    const failed = new Set(errors.map(({ path }) => String(path?.[0])));
    const keys = rootKeys(left.document);
    const standing = keys.filter((key) => !failed.has(key));
    if (standing.length === 0) return { data: null, errors };
    // A source that does not say which field it was is not asked the same again.
    if (repeats === MOST_REPEATS || standing.length === keys.length)
      return { data: null, errors: [...errors, ...standing.map(lost)] };
    left = { ...left, ...reduced(left, failed) };
  }
}

/** By an error that has a place; what fails without one fails as a whole. */
function isWipedOut({ data, errors }: ExecutionResult): boolean {
  return data === null && errors !== undefined && errors.length > 0 && errors.every(({ path }) => path !== undefined);
}

function reduced({ document, variables }: DocumentWire, failed: ReadonlySet<string>): Partial<DocumentWire> {
  const rest = withoutFields(document, failed);
  const [operation] = rest.definitions;
  const declared = new Set(
    operation !== undefined && 'variableDefinitions' in operation
      ? operation.variableDefinitions?.map(({ variable }) => variable.name.value)
      : [],
  );
  return {
    document: rest,
    variables: Object.fromEntries(Object.entries(variables ?? {}).filter(([name]) => declared.has(name))),
  };
}

function lost(key: string): GraphQLError {
  const originalError = new GatewayError(
    'UPSTREAM_FAILED',
    'The upstream service answered with nothing, because others of its fields failed.',
  );
  return new GraphQLError(originalError.message, { originalError, path: [key], extensions: originalError.extensions });
}
