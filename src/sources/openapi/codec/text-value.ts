import { parseLossless } from '../../shared/json-text.ts';
import type { TextType } from '../wire.ts';

const FORMS: Readonly<Record<TextType, RegExp>> = {
  integer: /^-?\d+$/,
  number: /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  boolean: /^(?:true|false)$/,
};

/** The value that plain text says, as JSON has it; a number that JavaScript would round stays text. Undefined for text that says none. */
export function textValue(text: string, type: TextType): unknown {
  const trimmed = text.trim();
  const written =
    type === 'boolean' ? trimmed.toLowerCase() : trimmed.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
  return FORMS[type].test(written) ? parseLossless(written) : undefined;
}
