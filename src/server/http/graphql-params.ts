import { GatewayError } from '../../errors/gateway-error.ts';
import { isRecord } from '../../utils/is-record.ts';

/** What a client asks for, checked in shape. Unknown members of the request are ignored, as GraphQL over HTTP demands. */
export interface GraphqlParams {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

const bad = (message: string): GatewayError => new GatewayError('BAD_REQUEST', message);

/** The parameters of a JSON body. Throws `BAD_REQUEST`, naming the member that is wrong. Where the hash of a persisted query stands for the text, `PERSISTED_QUERY_NOT_SUPPORTED`. */
export function paramsOfBody(body: unknown): GraphqlParams {
  if (Array.isArray(body)) throw bad('Batched operations are not supported: send one operation a request.');
  if (!isRecord(body)) throw bad('The body must be a JSON object with a member "query".');
  const extensions = recordOf(body.extensions, 'extensions');
  return {
    query: queryOf(body.query, extensions),
    operationName: operationNameOf(body.operationName),
    variables: recordOf(body.variables, 'variables'),
    extensions,
  };
}

/** The parameters of a URL's query. Throws as `paramsOfBody` does. */
export function paramsOfSearch(search: string): GraphqlParams {
  const url = new URLSearchParams(search);
  const once = (name: string): string | undefined => {
    const values = url.getAll(name);
    if (values.length > 1) throw bad(`The parameter "${name}" may be given only once.`);
    return values[0];
  };
  const extensions = recordOf(jsonOf(once('extensions'), 'extensions'), 'extensions');
  return {
    query: queryOf(once('query'), extensions),
    operationName: operationNameOf(once('operationName')),
    variables: recordOf(jsonOf(once('variables'), 'variables'), 'variables'),
    extensions,
  };
}

function queryOf(value: unknown, extensions: GraphqlParams['extensions']): string {
  if (typeof value === 'string' && value !== '') return value;
  if ((value === undefined || value === null || value === '') && isRecord(extensions?.persistedQuery)) {
    throw new GatewayError('PERSISTED_QUERY_NOT_SUPPORTED');
  }
  throw bad('"query" must be a text that is not empty.');
}

/** An empty name means none. */
function operationNameOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw bad('"operationName" must be a text.');
  return value;
}

function recordOf(value: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw bad(`"${name}" must be a JSON object.`);
  return value;
}

function jsonOf(text: string | undefined, name: string): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw bad(`The parameter "${name}" is not valid JSON.`);
  }
}
