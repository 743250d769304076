import { hasNames } from '../codec/qualified-names.ts';
import type { Shape } from '../model/shape.ts';
import { attributeOf, qualifiedName, type XmlElement } from '../xml/xml-tree.ts';

/** A value that a schema has for a type, such as a default, as codecs know it: without prefixes, which mean something in that schema only. */
export function valueText(node: XmlElement, text: string, shape: Shape): string {
  if (!hasNames(shape)) return text;
  return text.replace(/\S+/g, (word) => {
    const name = qualifiedName(node, word);
    return name === undefined || name.namespace === '' ? word : `{${name.namespace}}${name.local}`;
  });
}

/** Default and fixed value of an element or attribute. */
export function presetsOf(
  declaration: XmlElement,
  shape: Shape,
): { readonly default: string | undefined; readonly fixed: string | undefined } {
  const read = (attribute: string): string | undefined => {
    const text = attributeOf(declaration, attribute);
    return text === undefined ? undefined : valueText(declaration, text, shape);
  };
  return { default: read('default'), fixed: read('fixed') };
}
