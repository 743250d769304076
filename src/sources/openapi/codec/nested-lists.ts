import { invalidArgument } from '../../shared/url-text.ts';
import type { ParameterStyle } from '../translate/operation-model.ts';
import { COMMA, DELIMITERS, refuseDelimiters } from './delimiters.ts';
import { primitive } from './parameter.ts';

/**
 * A list of lists as a list of texts: 2.0 says of each level how its items are joined (Items Object, `collectionFormat`). Only the
 * outermost list, which `ParameterForm` describes, is split before anything is decoded: within it no delimiter can be escaped.
 * `styles` are those of the levels inside it, outermost first; without any, the value stays as it is.
 */
export function joinInnerLists(name: string, styles: readonly ParameterStyle[] | undefined, value: unknown): unknown {
  if (styles === undefined || !Array.isArray(value)) return value;
  return value.map((item) => joinLists(name, styles, item));
}

/** A list as one text, in which nothing is encoded; what is no list, as it is written. */
export function joinLists(name: string, [style, ...inside]: readonly ParameterStyle[], item: unknown): string {
  if (style === undefined || !Array.isArray(item)) return primitive(item);
  if (item.length === 0) throw invalidArgument(name, 'has an empty list within a list, which no text stands for');
  const { found, plain } = DELIMITERS[style] ?? COMMA;
  const texts = item.map((it) => joinLists(name, inside, it));
  refuseDelimiters(name, texts, found);
  return texts.join(plain);
}
