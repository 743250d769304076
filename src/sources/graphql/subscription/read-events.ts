import { GatewayError } from '../../../errors/gateway-error.ts';

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Events as the HTML standard reads an event stream (9.2.6). An event larger than `maxBytes` is an error. */
export async function* readEvents(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let data: string[] = [];
  let size = 0;
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A lone CR at the end may be the first half of CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0 || event !== '') yield { event: event === '' ? 'message' : event, data: data.join('\n') };
        event = '';
        data = [];
        size = 0;
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
      size += line.length;
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
    if (size + rest.length > maxBytes) {
      throw new GatewayError(
        'UPSTREAM_MALFORMED',
        `The upstream service sent an event of more than ${maxBytes} bytes.`,
      );
    }
  }
}
