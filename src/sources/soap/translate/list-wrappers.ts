import type { Component, SchemaContext } from '../model/schema-set.ts';
import { XSD } from '../xml/namespaces.ts';
import { attributeOf, childOf, type XmlElement } from '../xml/xml-tree.ts';
import type { ComplexTypes } from './complex-types.ts';
import { derivedTypes, substitutesOf } from './derivation.ts';
import { occurrenceOf } from './occurrence.ts';

/** A part of a schema, with what the schema says about it. */
interface Part {
  readonly node: XmlElement;
  readonly schema: SchemaContext;
}

const isOwn = ({ namespace, local }: XmlElement): boolean => namespace === XSD && local !== 'annotation';

/**
 * Does an element of this complex type hold nothing but one list? Told by how the type is written, before anything is read that may lead
 * back to it, so that the answer does not depend on where reading began. What holds nothing but a list of itself is none: it would be
 * lists of lists without an end.
 */
export function isListWrapper(types: ComplexTypes, node: XmlElement, schema: SchemaContext): boolean {
  const seen = new Set<XmlElement>();
  let item = itemOf(types, { node, schema });
  if (item === undefined) return false;
  for (let inner = typeOf(types, item); inner !== undefined; inner = item && typeOf(types, item)) {
    if (inner.node === node) return false;
    if (seen.has(inner.node)) return true;
    seen.add(inner.node);
    item = itemOf(types, inner);
  }
  return true;
}

/** The declaration of what the list has, if a complex type can have nothing else. */
function itemOf(types: ComplexTypes, { node, schema }: Part): Part | undefined {
  if (attributeOf(node, 'mixed') === 'true' || attributeOf(node, 'abstract') === 'true') return undefined;
  const [group, ...besides] = node.children.filter(isOwn);
  if (group === undefined || besides.length > 0 || !(group.local === 'sequence' || group.local === 'choice')) {
    return undefined;
  }
  const [element, ...others] = group.children.filter(isOwn);
  if (element?.local !== 'element' || others.length > 0) return undefined;
  const [around, inner] = [occurrenceOf(group), occurrenceOf(element)];
  if (around.max === 0 || inner.max === 0 || Math.max(around.max, inner.max) < 2) return undefined;
  const ref = attributeOf(element, 'ref');
  if (ref === undefined) return attributeOf(element, 'name') === undefined ? undefined : { node: element, schema };
  const name = types.set.resolve(element, ref, schema);
  const target = name && types.set.find('element', name);
  const isOne =
    target !== undefined &&
    attributeOf(target.node, 'abstract') !== 'true' &&
    substitutesOf(types.set, target).length === 0;
  return isOne ? target : undefined;
}

/** The complex type of an element that no other type derives from. */
function typeOf(types: ComplexTypes, { node, schema }: Part): Part | undefined {
  const inline = childOf(node, XSD, 'complexType');
  if (inline !== undefined) return { node: inline, schema };
  const text = attributeOf(node, 'type');
  const name = text === undefined ? undefined : types.set.resolve(node, text, schema);
  const component: Component | undefined =
    name && (types.set.find('type', name) ?? types.set.guess('type', name.local));
  return component === undefined || derivedTypes(types.set, component).length > 0 ? undefined : component;
}
