import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.ts';
import { parseContentType } from './content-type.ts';

/** Types that a page of any origin may post without the browser asking first. */
const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Headers that a browser sends across origins only after a preflight: a request that has one was meant. */
export const PREFLIGHT_HEADERS = ['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'];

export class HttpProblem extends GatewayError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(status === 413 ? 'PAYLOAD_TOO_LARGE' : 'BAD_REQUEST', message);
    this.status = status;
    this.headers = headers;
  }
}

export type RequestBody = 'json' | 'multipart';

/**
 * Refuses by its headers alone what is not a GraphQL request, or may have been forged across sites; before any body is read. `noUploads`: why
 * files are not taken; undefined where they are. Returns how a POST's body is to be read.
 */
export function guardRequest(method: string, headers: IncomingHttpHeaders, noUploads: string | undefined): RequestBody {
  if (method !== 'GET' && method !== 'POST') {
    throw new HttpProblem(405, `The method ${method} is not allowed: use GET or POST.`, { allow: 'GET, POST' });
  }
  const header = headers['content-type'];
  // What nearly every client sends; a browser sends it across origins only after a preflight.
  if (header === 'application/json') return 'json';
  const type = parseContentType(header);
  if (method === 'GET') {
    if (header !== undefined && type?.essence !== 'application/json') throw unsupportedType(header);
    if (type === undefined && !wasMeant(headers)) throw forged();
    return 'json';
  }
  if ((type === undefined || SIMPLE_TYPES.has(type.essence)) && !wasMeant(headers)) throw forged();
  if (type?.essence === 'multipart/form-data') {
    if (noUploads !== undefined) throw new HttpProblem(415, noUploads, { accept: 'application/json' });
    const encoding = headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return 'multipart';
    throw new HttpProblem(415, 'A request with files must not be compressed: send it without a content-encoding.');
  }
  if (type?.essence !== 'application/json') throw unsupportedType(header ?? 'missing');
  if (type.charset !== undefined && type.charset !== 'utf-8' && type.charset !== 'utf8') {
    throw new HttpProblem(415, 'The body must be encoded in UTF-8.');
  }
  return 'json';
}

function wasMeant(headers: IncomingHttpHeaders): boolean {
  return PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined && headers[name] !== '');
}

function forged(): HttpProblem {
  return new HttpProblem(
    400,
    `The request may have been forged by another site. Send the header 'content-type: application/json' or a header such as '${PREFLIGHT_HEADERS[0]}: 1'.`,
  );
}

function unsupportedType(header: string): HttpProblem {
  return new HttpProblem(
    415,
    `The content type must be application/json, not ${JSON.stringify(header.slice(0, 80))}.`,
    {
      accept: 'application/json',
    },
  );
}
