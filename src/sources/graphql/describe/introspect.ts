import { getIntrospectionQuery, type IntrospectionOptions, type IntrospectionQuery } from 'graphql';
import { GatewayError } from '../../../errors/gateway-error.ts';
import { isRecord } from '../../../utils/is-record.ts';
import type { SourceIO } from '../../source.ts';
import type { GraphqlOptions } from '../options.ts';

export type Introspection = IntrospectionQuery;

const MAX_INTROSPECTION_BYTES = 32_000_000;

/** Newest first: a service that does not know the newer parts of introspection refuses the whole document. */
const QUERIES: readonly IntrospectionOptions[] = [
  { specifiedByUrl: true, directiveIsRepeatable: true, inputValueDeprecation: true, oneOf: true },
  { specifiedByUrl: true, directiveIsRepeatable: true, inputValueDeprecation: true },
  { directiveIsRepeatable: false },
];

/** The schema of a running service. Rejects with `DESCRIPTION_UNREADABLE`, saying what it answered instead. */
export async function introspect(url: URL, { headers }: GraphqlOptions, io: SourceIO): Promise<Introspection> {
  let refusal = '';
  for (const query of QUERIES) {
    const answer = await io.fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...headers,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: getIntrospectionQuery(query), operationName: 'IntrospectionQuery' }),
      maxBytes: MAX_INTROSPECTION_BYTES,
    });
    const body = parse(answer.body);
    const data = body?.data;
    if (isIntrospection(data)) return data;
    if (answer.status === 401 || answer.status === 403) {
      throw unreadable(url, `it answered with status ${answer.status}. Give credentials in "headers"`);
    }
    if (body === undefined) {
      const what = answer.status === 200 ? 'something that is no JSON object' : `status ${answer.status}`;
      throw unreadable(url, `it answered with ${what}. Is this the URL of a GraphQL service?`);
    }
    if (!Array.isArray(body.errors))
      throw unreadable(url, 'its answer has neither data nor errors. Is this the URL of a GraphQL service?');
    refusal = body.errors.map(messageOf).slice(0, 3).join(' ');
  }
  throw unreadable(
    url,
    `it refused introspection (${refusal.slice(0, 500)}). Give its schema as an SDL file, and "endpoint"`,
  );
}

export function isIntrospection(data: unknown): data is Introspection {
  return (
    typeof data === 'object' &&
    data !== null &&
    '__schema' in data &&
    typeof data.__schema === 'object' &&
    data.__schema !== null
  );
}

function parse(body: Uint8Array): { data?: unknown; errors?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : 'an error without a message';
}

function unreadable(url: URL, reason: string): GatewayError {
  const place = `${url.origin}${url.pathname}`;
  return new GatewayError(
    'DESCRIPTION_UNREADABLE',
    `The schema of ${place} cannot be read: ${reason}${/[.?]$/.test(reason) ? '' : '.'}`,
  );
}
