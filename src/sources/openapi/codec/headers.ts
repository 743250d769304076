import type { IncomingHttpHeaders } from 'node:http';
import type { Shape } from '../translate/shape.ts';
import type { WireHeader } from '../wire.ts';

/** Response headers as fields; one that is absent or is no value of its type is null. */
export function decodeHeaders(headers: IncomingHttpHeaders, wanted: readonly WireHeader[]): Record<string, unknown> {
  return Object.fromEntries(
    wanted.map(({ field, name, use }) => {
      const raw = headers[name];
      const text = Array.isArray(raw) ? raw.join(', ') : raw;
      return [field, text === undefined ? null : decodeHeader(use.shape, text)];
    }),
  );
}

function decodeHeader(shape: Shape, text: string): unknown {
  if (shape.kind === 'list') return text.split(',').map((item) => decodeHeader(shape.item.shape, item.trim()));
  if (shape.kind === 'enum') return shape.values.find((it) => String(it.value) === text)?.name ?? null;
  if (shape.kind !== 'scalar') return null;
  switch (shape.scalar) {
    case 'Boolean':
      return text === 'true' ? true : text === 'false' ? false : null;
    case 'Int':
    case 'Float':
      return text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
    default:
      return text;
  }
}
