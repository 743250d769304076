import type { DescriptionDocument } from './description-document.ts';

/** A schema that descriptions refer to without bringing it along. */
export function wellKnownSchema(_namespace: string): DescriptionDocument | undefined {
  return undefined;
}

export const isWellKnown = (_namespace: string): boolean => false;
