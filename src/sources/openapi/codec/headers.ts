import type { IncomingHttpHeaders } from 'node:http';
import type { ParameterStyle } from '../translate/operation-model.ts';
import type { Shape } from '../translate/shape.ts';
import type { WireHeader } from '../wire.ts';
import { COMMA, DELIMITERS } from './delimiters.ts';

/** Response headers as fields; one that is absent or is no value of its type is null. */
export function decodeHeaders(headers: IncomingHttpHeaders, wanted: readonly WireHeader[]): Record<string, unknown> {
  return Object.fromEntries(
    wanted.map(({ field, name, styles, use }) => {
      const raw = headers[name];
      const text = Array.isArray(raw) ? raw.join(', ') : raw;
      return [field, text === undefined ? null : decodeHeader(use.shape, text, styles)];
    }),
  );
}

function decodeHeader(shape: Shape, text: string, [style = 'simple', ...inside]: readonly ParameterStyle[]): unknown {
  if (shape.kind === 'list') {
    const { plain } = DELIMITERS[style] ?? COMMA;
    return text.split(plain).map((item) => decodeHeader(shape.item.shape, item.trim(), inside));
  }
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
