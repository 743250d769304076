import type { ParameterModel, ParameterStyle } from './operation-model.ts';
import { child, flagAt, type Place, textAt } from './place.ts';
import type { References } from './references.ts';

/** How a value is written where it is not a body. */
export type Serialisation = Pick<ParameterModel, 'style' | 'explode' | 'innerStyles'>;

/** No list is deeper; a reference to itself, which is not allowed there, would go on. */
const MAX_LIST_DEPTH = 8;

const COLLECTION_STYLES: Readonly<Record<string, ParameterStyle>> = {
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
};

/** Of 3.x. */
export function styleOf(place: Place, location: string): Serialisation {
  const byLocation = location === 'query' || location === 'cookie' ? 'form' : 'simple';
  const style = (textAt(place, 'style') as ParameterStyle | undefined) ?? byLocation;
  return { style, explode: flagAt(place, 'explode') ?? explodes(style) };
}

/** What a style does where nothing is said. */
export const explodes = (style: ParameterStyle): boolean => ['form', 'deepObject', 'cookie'].includes(style);

/** `collectionFormat` of 2.0. A list within a list has one of its own (Items Object), without `multi`. */
export function swaggerStyle(place: Place, location: string, references: References): Serialisation {
  const plain = location === 'query' || location === 'formData' ? 'form' : 'simple';
  const innerStyles: ParameterStyle[] = [];
  let items = references.follow(child(place, 'items'));
  while (textAt(items, 'type') === 'array' && innerStyles.length < MAX_LIST_DEPTH) {
    innerStyles.push(COLLECTION_STYLES[textAt(items, 'collectionFormat') ?? ''] ?? 'simple');
    items = references.follow(child(items, 'items'));
  }
  const format = textAt(place, 'collectionFormat') ?? '';
  return {
    style: format === 'multi' ? 'form' : (COLLECTION_STYLES[format] ?? plain),
    explode: format === 'multi',
    ...(innerStyles.length > 0 && { innerStyles }),
  };
}
