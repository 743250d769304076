import type { Readable } from 'node:stream';
import { type ExecutionResult, print } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import { holdsUpload } from '../../utils/uploaded-file.ts';
import { createHttpClient, type HttpResponse } from '../shared/http-client.ts';
import { multipartBody } from '../shared/multipart-body.ts';
import { withoutForwarded } from '../shared/without-forwarded.ts';
import type { CallReport, DocumentConnector, DocumentRequest } from '../source.ts';
import { extractFiles } from './codec/extract-files.ts';
import { parseJson } from './codec/parse-json.ts';
import { readResult } from './codec/read-result.ts';
import type { GraphqlDescription } from './describe.ts';
import { fromStatus, malformed } from './fault.ts';
import type { GraphqlOptions } from './options.ts';
import { subscribeSse } from './subscription/subscribe-sse.ts';
import { subscribeWs } from './subscription/subscribe-ws.ts';
import { translate } from './translate.ts';

const DEFAULT_MAX_BYTES = 10_000_000;
const RESULT_TYPE = 'application/graphql-response+json';

/** Sends documents by POST, as GraphQL over HTTP says. Nothing is opened before the first one. */
export function connect(options: GraphqlOptions, description: GraphqlDescription): DocumentConnector {
  const { schema } = translate(description, options);
  const client = createHttpClient(options);
  const url = description.endpoint === undefined ? undefined : new URL(description.endpoint);

  async function execute(request: DocumentRequest, report?: CallReport): Promise<ExecutionResult> {
    if (url === undefined) {
      throw new GatewayError('CONFIG_INVALID', 'This source has no endpoint. Set "endpoint" in its options.');
    }
    const { contentType, body } = bodyOf(request);
    const response = await client.request({
      method: 'POST',
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      headers: {
        accept: `${RESULT_TYPE}, application/json;q=0.9`,
        'accept-encoding': 'gzip, deflate, br',
        ...withoutForwarded(options.headers, request.forwarded),
        ...request.forwarded,
        ...contentType,
      },
      body,
      signal: request.signal,
    });
    if (report !== undefined) report.status = String(response.status);
    return resultOf(response, request);
  }

  function resultOf({ status, headers, body }: HttpResponse, request: DocumentRequest): ExecutionResult {
    const text = decode(body);
    const answer = text === undefined ? undefined : parseJson(text);
    if (status >= 200 && status < 300) {
      if (answer === undefined) throw malformed('a body that is no JSON', status, text ?? '');
      return readResult(answer.value, request, schema, status, text ?? '');
    }
    // By this media type, the body of any status is a result; by others, a failure's body may be anybody's.
    const isResult = String(headers['content-type'] ?? '').startsWith(RESULT_TYPE);
    if (isResult && answer !== undefined && hasData(answer.value))
      return readResult(answer.value, request, schema, status, text ?? '');
    throw fromStatus(status, headers['retry-after'], text ?? '', errorsOf(answer?.value), Date.now());
  }

  async function* subscribe(request: DocumentRequest): AsyncGenerator<ExecutionResult> {
    const how = options.subscriptions;
    const target = how?.url ?? description.endpoint;
    if (how === undefined || target === undefined) {
      throw new GatewayError(
        'CONFIG_INVALID',
        'It is not said how subscriptions reach this source. Set "subscriptions" in its options.',
      );
    }
    const url = new URL(target);
    const headers = { ...withoutForwarded(options.headers, request.forwarded), ...request.forwarded };
    const maxBytes = options.maxResponseBytes ?? DEFAULT_MAX_BYTES;
    if (how.protocol === 'ws') url.protocol = url.protocol.replace(/^http/, 'ws');
    const payloads =
      how.protocol === 'ws'
        ? subscribeWs({ url, headers, maxBytes }, options.tls, request)
        : subscribeSse(client, { url, headers, maxBytes }, request);
    for await (const payload of payloads) yield readResult(payload, request, schema, 200, '');
  }

  return { takes: 'documents', execute, subscribe, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

/** JSON, or where there are files in the variables, what the multipart request specification says. */
function bodyOf({ document, variables, operationName }: DocumentRequest): {
  contentType: Record<string, string>;
  body: string | Readable;
} {
  const query = print(document);
  if (!holdsUpload(variables)) {
    return {
      contentType: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables, operationName }),
    };
  }
  const extracted = extractFiles(variables);
  const places = [...extracted.places.values()];
  const text = (name: string, value: unknown) => ({ name, mediaType: undefined, value: JSON.stringify(value) });
  const { contentType, body } = multipartBody('multipart/form-data', [
    text('operations', { query, variables: extracted.variables, operationName }),
    text('map', Object.fromEntries(places.map((paths, index) => [index, paths]))),
    ...[...extracted.places.keys()].map((value, index) => ({ name: String(index), mediaType: undefined, value })),
  ]);
  return { contentType: { ...PREFLIGHT, 'content-type': contentType }, body };
}

/** A form could come from anywhere; servers take it only with a header that says that it was meant. */
const PREFLIGHT = { 'apollo-require-preflight': 'true', 'graphql-require-preflight': 'true' };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for bytes that are no UTF-8; a byte order mark is dropped. */
function decode(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

function hasData(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    typeof value.data === 'object' &&
    value.data !== null
  );
}

function errorsOf(value: unknown): readonly unknown[] | undefined {
  return typeof value === 'object' && value !== null && 'errors' in value && Array.isArray(value.errors)
    ? value.errors.slice(0, 50)
    : undefined;
}
