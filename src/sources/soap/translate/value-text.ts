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

export function presetOf(declaration: XmlElement, attribute: 'default' | 'fixed', shape: Shape): string | undefined {
  const text = attributeOf(declaration, attribute);
  return text === undefined ? undefined : valueText(declaration, text, shape);
}
