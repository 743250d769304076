import { buildClientSchema, type GraphQLSchema, validateSchema } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { SourceIO } from '../source.ts';
import { type Introspection, introspect, isIntrospection } from './describe/introspect.ts';
import { schemaFromSdl } from './describe/schema-from-sdl.ts';
import type { GraphqlOptions } from './options.ts';

export interface GraphqlDescription {
  readonly schema: GraphQLSchema;
  /** Where documents go; undefined when a schema was given without `endpoint`. */
  readonly endpoint: string | undefined;
}

const SCHEMA_FILE = /\.(?:graphqls?|gql|json)$/i;
const MAX_SCHEMA_BYTES = 32_000_000;
const MAX_PROBLEMS = 10;

/** Asks the service for its schema, or reads it from a file or URL. */
export async function describe(options: GraphqlOptions, io: SourceIO): Promise<GraphqlDescription> {
  const { description } = options;
  const endpoint = options.endpoint === undefined ? undefined : parseUrl(options.endpoint).href;
  const url = /^https?:/i.test(description) ? parseUrl(description) : undefined;
  if (url !== undefined && !SCHEMA_FILE.test(url.pathname)) {
    const schema = clientSchema(await introspect(url, options, io), description);
    return { schema, endpoint: endpoint ?? url.href };
  }
  const text = url === undefined ? decode(await io.readFile(description)) : await fetchText(url, options, io);
  const schema = /\.json$/i.test(url?.pathname ?? description)
    ? clientSchema(readIntrospection(text, description), description)
    : valid(schemaFromSdl(text, description), description);
  return { schema, endpoint };
}

function parseUrl(text: string): URL {
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  throw new GatewayError('DESCRIPTION_INVALID', `"${text}" is no http: or https: URL.`);
}

async function fetchText(url: URL, { headers, endpoint }: GraphqlOptions, io: SourceIO): Promise<string> {
  // Headers hold credentials of the service: another origin does not get them.
  const same = endpoint !== undefined && new URL(endpoint).origin === url.origin;
  const answer = await io.fetch(url, { maxBytes: MAX_SCHEMA_BYTES, ...(same && headers && { headers }) });
  if (answer.status !== 200)
    throw new GatewayError('DESCRIPTION_UNREADABLE', `${url.href} answered with status ${answer.status}.`);
  return decode(answer.body);
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function readIntrospection(text: string, place: string): Introspection {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new GatewayError(
      'DESCRIPTION_INVALID',
      `${place} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  if (isIntrospection(data)) return data;
  throw new GatewayError('DESCRIPTION_INVALID', `${place} is no result of an introspection: it has no "__schema".`);
}

function clientSchema(introspection: Introspection, place: string): GraphQLSchema {
  try {
    return valid(buildClientSchema(introspection), place);
  } catch (error) {
    if (GatewayError.is(error)) throw error;
    throw new GatewayError(
      'DESCRIPTION_INVALID',
      `The schema of ${place} cannot be used: ${String(error instanceof Error ? error.message : error)}`,
    );
  }
}

function valid(schema: GraphQLSchema, place: string): GraphQLSchema {
  const problems = validateSchema(schema).map(({ message }) => message);
  if (problems.length === 0) return schema;
  const more = problems.length > MAX_PROBLEMS ? ` And ${problems.length - MAX_PROBLEMS} more.` : '';
  throw new GatewayError(
    'DESCRIPTION_INVALID',
    `The schema of ${place} is invalid. ${problems.slice(0, MAX_PROBLEMS).join(' ')}${more}`,
  );
}
