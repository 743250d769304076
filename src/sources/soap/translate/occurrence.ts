import { attributeOf, type XmlElement } from '../xml/xml-tree.ts';

/** How often a particle occurs. */
export interface Occurrence {
  readonly min: number;
  readonly max: number;
}

/** `minOccurs` and `maxOccurs`, both 1 where absent. */
export function occurrenceOf(node: XmlElement): Occurrence {
  const max = attributeOf(node, 'maxOccurs')?.trim();
  const min = attributeOf(node, 'minOccurs')?.trim();
  return {
    min: min === undefined ? 1 : Number(min) || 0,
    max: max === undefined ? 1 : max === 'unbounded' ? Number.POSITIVE_INFINITY : Number(max) || 0,
  };
}

/** May the element be `xsi:nil`, by its declaration? */
export const isNillable = (declaration: XmlElement): boolean =>
  /^\s*(?:true|1)\s*$/.test(attributeOf(declaration, 'nillable') ?? '');
