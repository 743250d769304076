import type { Component, SchemaSet } from '../model/schema-set.ts';
import { XSD } from '../xml/namespaces.ts';
import { attributeOf, childOf, type XmlElement } from '../xml/xml-tree.ts';
import { occurrenceOf } from './occurrence.ts';

const MAX_BASES = 50;
const GROUPS = new Set(['sequence', 'choice', 'all']);

/** Can it be told, without reading its members' types, that a complex type holds elements? False: it may, or may not. */
export function isSurelyObject(set: SchemaSet, component: Component, bases = 0): boolean {
  const { node, schema } = component;
  const content = childOf(node, XSD, 'complexContent');
  const extension = content && childOf(content, XSD, 'extension');
  if (extension === undefined) return content === undefined && hasElement(node);
  if (hasElement(extension)) return true;
  const name = set.resolve(extension, attributeOf(extension, 'base') ?? '', schema);
  const base = name && set.find('type', name);
  return base !== undefined && bases < MAX_BASES && isSurelyObject(set, base, bases + 1);
}

function hasElement(node: XmlElement): boolean {
  return node.children.some((child) => {
    if (child.namespace !== XSD || occurrenceOf(child).max === 0) return false;
    return child.local === 'element'
      ? attributeOf(child, 'name') !== undefined
      : GROUPS.has(child.local) && hasElement(child);
  });
}
