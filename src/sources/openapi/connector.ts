import { giveRoom } from '../../utils/byte-room.ts';
import { createHttpClient, type HttpResponse } from '../shared/http-client.ts';
import { sendRequest } from '../shared/send-request.ts';
import type { CallConnector, Operation } from '../source.ts';
import { Credentials } from './connector/credentials.ts';
import type { PageRequest } from './connector/paginate.ts';
import { PreparedOperation } from './connector/prepared-operation.ts';
import { isUrl } from './describe/uri.ts';
import type { OpenApiDescription } from './describe.ts';
import type { OpenApiOptions } from './options.ts';
import { IssueCollector } from './translate/issue-collector.ts';
import { References } from './translate/references.ts';
import { readSecuritySchemes } from './translate/security-schemes.ts';
import type { OpenApiWire } from './wire.ts';

/** Sends calls over HTTP. Nothing is opened before the first one. */
export function connect(options: OpenApiOptions, description: OpenApiDescription): CallConnector<OpenApiWire> {
  const client = createHttpClient(options);
  const references = new References(description, new IssueCollector());
  // URLs of a description are relative to it, or where it is no URL to the service (OpenAPI 3.1, "Relative References in API URLs").
  const { uri } = description.entry;
  const base = isUrl(uri) ? uri : options.endpoint && `${options.endpoint.replace(/\/+$/, '')}/`;
  const credentials = new Credentials(options, readSecuritySchemes(description, references), base);
  const prepared = new WeakMap<Operation<OpenApiWire>, PreparedOperation>();
  const prepare = (operation: Operation<OpenApiWire>): PreparedOperation => {
    const known = prepared.get(operation) ?? new PreparedOperation(operation, options, credentials);
    prepared.set(operation, known);
    return known;
  };
  return {
    takes: 'calls',
    async call(call, report) {
      const operation = prepare(call.operation);
      if (operation.isLink) return operation.link(call);
      const send = async (page?: PageRequest): Promise<HttpResponse> => {
        const { request, credentials: applied } = await operation.request(call, page);
        const response = await sendRequest(client, request, call, report, page !== undefined);
        if (report !== undefined) report.status = String(response.status);
        if (response.status === 401) applied?.reject?.();
        return response;
      };
      if (operation.paginates) return operation.pages(call, send);
      const response = await send();
      const answer = report?.freshness?.unchanged === true ? undefined : operation.answer(response, call);
      giveRoom(response.body);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([client[Symbol.asyncDispose](), credentials[Symbol.asyncDispose]()]);
    },
  };
}
