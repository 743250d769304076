import { GatewayError } from '../../errors/gateway-error.ts';
import { lowerCaseNames } from '../../utils/lower-case-names.ts';
import { createHttpClient, type HttpRequest } from '../shared/http-client.ts';
import { fileBody, multipartBody } from '../shared/multipart-body.ts';
import { sendRequest } from '../shared/send-request.ts';
import type { CallConnector } from '../source.ts';
import { decodeAnswer, encodeRequest, type RestRequest } from './codec.ts';
import { fromStatus } from './fault.ts';
import type { RestOptions } from './options.ts';
import type { RestWire } from './wire.ts';

const MAX_ERROR_TEXT = 8_192;

/** Sends calls over HTTP. Nothing is opened before the first one. */
export function connect(options: RestOptions): CallConnector<RestWire> {
  const client = createHttpClient(options);
  return {
    takes: 'calls',
    async call(call, report) {
      const { operation, args, forwarded, signal } = call;
      const { wire } = operation;
      const encoded = encodeRequest(wire, args);
      const url = target(options.endpoint, encoded.path, wire.path.text);
      const query = [url.search.slice(1), ...encoded.query].filter((it) => it !== '').join('&');
      const opened = openBody(encoded);
      const { contentType, body } = opened instanceof Promise ? await opened : opened;
      const request: HttpRequest = {
        method: wire.method,
        origin: url.origin,
        path: query === '' ? url.pathname : `${url.pathname}?${query}`,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip, deflate, br',
          ...lowerCaseNames(options.headers),
          ...forwarded,
          ...encoded.headers,
          ...(contentType === undefined ? undefined : { 'content-type': contentType }),
        },
        ...(body === undefined ? undefined : { body }),
        signal,
      };
      const response = await sendRequest(client, request, call, report);
      if (report !== undefined) report.status = String(response.status);
      if (report?.freshness?.unchanged === true) return undefined;
      const { status, body: answer } = response;
      if (status === 404 && options.notFound === 'null' && operation.effect === 'read') return null;
      if (status < 200 || status > 299) {
        throw fromStatus(status, response.headers, answer.toString('utf8', 0, MAX_ERROR_TEXT), undefined);
      }
      return status === 204 ? null : decodeAnswer(wire, answer.toString('utf8'), status);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

interface OpenedBody {
  readonly contentType?: string;
  readonly body?: NonNullable<HttpRequest['body']>;
}

/** A promise only where a file says its type once it is here. */
function openBody({ body, headers }: RestRequest): OpenedBody | Promise<OpenedBody> {
  switch (body?.kind) {
    case undefined:
      return {};
    case 'json':
      return { contentType: 'application/json', body: body.text };
    case 'multipart':
      return multipartBody('multipart/form-data', body.parts);
    case 'file':
      return fileBody(body.file).then((file) => ({
        ...file,
        contentType: headers['content-type'] ?? file.contentType,
      }));
  }
}

/** The endpoint with the path behind it; a template that is an absolute URL stands for itself. */
function target(endpoint: string | undefined, path: string, template: string): URL {
  const isAbsolute = /^https?:\/\/[^{}/]+(\/|$)/i.test(template);
  const text = isAbsolute ? path : `${(endpoint ?? '').replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  if (!URL.canParse(text)) {
    throw new GatewayError(
      'CONFIG_INVALID',
      `This source has no endpoint for ${template}: set "endpoint" in its options.`,
    );
  }
  return new URL(text);
}
