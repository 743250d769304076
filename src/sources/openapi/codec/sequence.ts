import type { Shape } from '../translate/shape.ts';

/** Begins each record of RFC 7464. */
const RECORD_SEPARATOR = '\u001e';
/** Not JSON, and the end of a stream by a widespread convention. */
const DONE = '[DONE]';

/** The JSON texts of a sequence: its lines, or the records of RFC 7464, which may have several. */
export function jsonTexts(text: string): string[] {
  return text
    .split(text.includes(RECORD_SEPARATOR) ? RECORD_SEPARATOR : '\n')
    .map((it) => it.trim())
    .filter((it) => it !== '');
}

/**
 * The events of a `text/event-stream` (HTML, 9.2.6) as `item` describes one: an object with `data`, `event`, `id` and `retry`
 * (OpenAPI 3.2, "Server-Sent Event streams"), or what is in `data`, where the description only knows that.
 */
export function readEvents(text: string, item: Shape, parse: (json: string) => unknown): unknown[] {
  const data = item.kind === 'object' ? item.fields.find((field) => field.wire === 'data') : undefined;
  const isText = data?.use.shape.kind === 'scalar' && data.use.shape.wire !== 'open';
  return text.split(/\r\n\r\n|\n\n|\r\r/).flatMap((block): unknown[] => {
    const event = fieldsOf(block);
    if (event.data === undefined || event.data === DONE) return [];
    if (data === undefined) return [parse(event.data)];
    const { retry } = event;
    return [
      {
        ...event,
        data: isText ? event.data : parse(event.data),
        ...(retry === undefined ? undefined : { retry: Number(retry) }),
      },
    ];
  });
}

function fieldsOf(block: string): Partial<Record<'data' | 'event' | 'id' | 'retry', string>> {
  const event: Record<string, string> = {};
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, name = '', value = ''] = /^\ufeff?(data|event|id|retry)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === '') continue;
    event[name] = name === 'data' && event.data !== undefined ? `${event.data}\n${value}` : value;
  }
  return event;
}
