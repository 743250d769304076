import { print } from 'graphql';
import type { HttpClient } from '../../shared/http-client.ts';
import type { DocumentRequest } from '../../source.ts';
import { parseJson } from '../codec/parse-json.ts';
import { fromStatus, malformed } from '../fault.ts';
import { readEvents } from './read-events.ts';

export interface SubscriptionTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Largest event, in bytes. */
  readonly maxBytes: number;
}

const MAX_ERROR_BYTES = 8_192;

/** The payloads of a subscription over Server-Sent Events, distinct connections mode. Ending the iteration closes the connection. */
export async function* subscribeSse(
  client: HttpClient,
  target: SubscriptionTarget,
  request: DocumentRequest,
): AsyncGenerator<unknown> {
  const { document, variables, operationName } = request;
  const response = await client.stream({
    method: 'POST',
    origin: target.url.origin,
    path: `${target.url.pathname}${target.url.search}`,
    headers: { ...target.headers, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(document), variables, operationName }),
    signal: request.signal,
  });
  const type = String(response.headers['content-type'] ?? '');
  if (response.status !== 200 || !type.startsWith('text/event-stream')) {
    const text = await firstBytes(response.body);
    if (response.status !== 200)
      throw fromStatus(response.status, response.headers['retry-after'], text, undefined, Date.now());
    throw malformed(`the content type "${type.slice(0, 100)}"`, response.status, text);
  }
  for await (const { event, data } of readEvents(response.body, target.maxBytes)) {
    if (event === 'complete') return;
    if (event !== 'next') continue;
    const payload = parseJson(data);
    if (payload === undefined) throw malformed('an event that is no JSON', response.status, data);
    yield payload.value;
  }
}

async function firstBytes(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += chunk.toString('utf8');
    if (text.length >= MAX_ERROR_BYTES) break;
  }
  return text.slice(0, MAX_ERROR_BYTES);
}
