import { isRecord } from '../../../utils/is-record.ts';
import type { SourceDocument } from '../describe/document.ts';
import { escapeToken } from '../describe/pointer-token.ts';

/** A value of a description and where it stands. */
export interface Place {
  readonly value: unknown;
  readonly document: SourceDocument;
  /** JSON pointer, such as `/components/schemas/Order`. */
  readonly pointer: string;
}

export type Json = Readonly<Record<string, unknown>>;

/** The place of a member; its value is undefined where there is none. */
export function child(place: Place, token: string | number): Place {
  const value = place.value;
  const next =
    typeof value === 'object' && value !== null && Object.hasOwn(value, token)
      ? (value as Record<string | number, unknown>)[token]
      : undefined;
  return { value: next, document: place.document, pointer: `${place.pointer}/${escapeToken(String(token))}` };
}

export function rootOf(document: SourceDocument): Place {
  return { value: document.root, document, pointer: '' };
}

/** Members of an object that may have `x-` extensions, these left out. In a map of names they are names like others: use `entries`. */
export function members(place: Place): [string, Place][] {
  if (!isRecord(place.value)) return [];
  return Object.keys(place.value)
    .filter((key) => !key.startsWith('x-'))
    .map((key) => [key, child(place, key)]);
}

/** Every member of an object. */
export function entries(place: Place): [string, Place][] {
  return isRecord(place.value) ? Object.keys(place.value).map((key) => [key, child(place, key)]) : [];
}

export function elements(place: Place): Place[] {
  return Array.isArray(place.value) ? place.value.map((_, index) => child(place, index)) : [];
}

export function textAt(place: Place, key: string): string | undefined {
  const value = isRecord(place.value) && Object.hasOwn(place.value, key) ? place.value[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

export function flagAt(place: Place, key: string): boolean | undefined {
  const value = isRecord(place.value) && Object.hasOwn(place.value, key) ? place.value[key] : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

/** What a schema or any other part of a description refers to instead of being it. */
export const referenceOf = (value: Json): string | undefined => {
  for (const key of ['$ref', '$dynamicRef', '$recursiveRef'] as const) {
    const reference = value[key];
    if (typeof reference === 'string') return reference;
  }
  return undefined;
};

/** Canonical text of a place, for sorting and for keys. */
export const placeKey = (place: Place): string => `${place.document.uri}#${place.pointer}`;
