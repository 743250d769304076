import type { Component } from '../model/schema-set.ts';
import type { ArrayShape, Shape } from '../model/shape.ts';
import { SOAP11_ENCODING, SOAP12_ENCODING, WSDL, XSD } from '../xml/namespaces.ts';
import { attributeOf, childOf, type QualifiedName, qualifiedName, type XmlElement } from '../xml/xml-tree.ts';
import type { ComplexTypes } from './complex-types.ts';
import type { Draft } from './fields.ts';

const MAX_DEPTH = 20;

const isEncoding = (namespace: string): boolean => namespace === SOAP11_ENCODING || namespace === SOAP12_ENCODING;

/**
 * The array that a complex type is, when it derives from SOAP encoding's `Array`; `fill` reads its item type, which may lead back
 * to the array. Undefined: it is no array.
 */
export function soapArray(
  types: ComplexTypes,
  component: Component,
  depth = 0,
): { readonly shape: ArrayShape; fill(): void } | undefined {
  const content = childOf(component.node, XSD, 'complexContent');
  const derivation = content?.children.find((child) => child.local === 'restriction' || child.local === 'extension');
  const base = derivation && attributeOf(derivation, 'base');
  const name = base === undefined ? undefined : types.set.resolve(derivation as XmlElement, base, component.schema);
  if (derivation === undefined || name === undefined || depth > MAX_DEPTH) return undefined;
  if (name.local !== 'Array' || !isEncoding(name.namespace)) {
    const parent = name.namespace === XSD ? undefined : types.set.find('type', name);
    return parent === undefined || parent === component ? undefined : soapArray(types, parent, depth + 1);
  }
  const item = arrayType(derivation) ?? elementType(types, derivation, component);
  const shape: Draft<ArrayShape> = {
    kind: 'array',
    item: { kind: 'open' },
    itemType: item.name,
    itemName: item.element ?? 'item',
    type: { namespace: component.namespace, local: component.local },
    dimensions: item.dimensions,
  };
  return {
    shape,
    fill: () => {
      let inner = item.shape?.() ?? types.named(item.name);
      if (inner === undefined && item.text !== undefined) {
        shape.itemType = types.meant(derivation, item.text, component.schema) ?? item.name;
        inner = types.named(shape.itemType);
      }
      if (inner === undefined || inner.kind === 'open') {
        const type = `{${item.name.namespace}}${item.name.local}`;
        types.log.at(
          derivation,
          component.schema,
          inner === undefined ? 'warning' : 'info',
          'TYPE_OPEN',
          inner === undefined
            ? `There is no type ${type} for the items of ${component.local}: they are JSON.`
            : `The items of ${component.local} are ${type}: they are JSON.`,
        );
      }
      shape.item = nest(inner ?? { kind: 'open' }, shape.itemType, item.inner);
    },
  };
}

interface Item {
  readonly name: QualifiedName;
  /** The name as it is written. */
  readonly text?: string;
  readonly element?: string;
  readonly shape?: () => Shape;
  /** How many arrays are between this one and its items. */
  readonly inner: number;
  readonly dimensions: string;
}

/** Each `[]` but the last is an array of its own. */
function nest(item: Shape, itemType: QualifiedName, count: number): Shape {
  if (count === 0) return item;
  return {
    kind: 'array',
    item: nest(item, itemType, count - 1),
    itemType,
    itemName: 'item',
    dimensions: '[]'.repeat(count - 1),
  };
}

/** `<attribute ref="soapenc:arrayType" wsdl:arrayType="tns:Item[]"/>` */
function arrayType(derivation: XmlElement): Item | undefined {
  for (const node of derivation.children) {
    // The prefix of `wsdl:` is forgotten at times.
    const text =
      node.local === 'attribute' ? (attributeOf(node, 'arrayType', WSDL) ?? attributeOf(node, 'arrayType')) : undefined;
    const match = text === undefined ? null : /^([^[\]]+)((?:\[[\d,]*\])+)$/.exec(text.trim());
    if (match === null) continue;
    const written = match[1] ?? '';
    const name = qualifiedName(node, written) ?? { namespace: '', local: written };
    const dimensions = (match[2] ?? '[]').match(/\[[\d,]*\]/g) ?? ['[]'];
    return { name, text: written, inner: dimensions.length - 1, dimensions: '[]'.repeat(dimensions.length - 1) };
  }
  return undefined;
}

/** `<sequence><element name="item" type="tns:Item" maxOccurs="unbounded"/></sequence>`, or no item type at all. */
function elementType(types: ComplexTypes, derivation: XmlElement, component: Component): Item {
  const sequence = childOf(derivation, XSD, 'sequence') ?? childOf(derivation, XSD, 'all');
  const element = sequence && childOf(sequence, XSD, 'element');
  const type = element && attributeOf(element, 'type');
  const name = element && type !== undefined ? types.set.resolve(element, type, component.schema) : undefined;
  const open: Item = { name: { namespace: XSD, local: 'anyType' }, inner: 0, dimensions: '' };
  if (element === undefined) return open;
  return {
    ...open,
    ...(name === undefined ? undefined : { name }),
    element: attributeOf(element, 'name') ?? 'item',
    shape: () =>
      types.ofElement(element, component.schema, { key: `${component.key}/item`, names: [`${component.local}Item`] }),
  };
}
