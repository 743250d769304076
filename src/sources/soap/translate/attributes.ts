import { fieldName } from '../../shared/naming.ts';
import { documentationOf } from '../model/documentation.ts';
import type { Component, SchemaContext } from '../model/schema-set.ts';
import { SOAP11_ENCODING, SOAP12_ENCODING, WSDL, XSD, XSI } from '../xml/namespaces.ts';
import { attributeOf, type XmlElement } from '../xml/xml-tree.ts';
import type { ComplexTypes } from './complex-types.ts';
import type { Fields } from './fields.ts';
import { narrowedField } from './narrowed-field.ts';
import type { Naming } from './simple-types.ts';
import { presetsOf } from './value-text.ts';

const MAX_DEPTH = 50;
const OPEN = { kind: 'open' } as const;
// Attributes of the protocol: the codecs write and read them by themselves.
const PROTOCOL = new Set([SOAP11_ENCODING, SOAP12_ENCODING, XSI, WSDL]);

/** Adds the attributes declared below a complex type, extension, restriction or attribute group. */
export function addAttributes(
  types: ComplexTypes,
  node: XmlElement,
  schema: SchemaContext,
  fields: Fields,
  naming: Naming,
  depth = 0,
): void {
  for (const child of node.children) {
    if (child.namespace !== XSD) continue;
    if (child.local === 'attribute') addAttribute(types, child, schema, fields, naming);
    else if (child.local === 'attributeGroup' && depth < MAX_DEPTH) {
      const group = types.referred('attributeGroup', child, schema);
      if (group !== undefined) addAttributes(types, group.node, group.schema, fields, naming, depth + 1);
    } else if (child.local === 'anyAttribute' && fields.find('anyAttribute', '', '*') === undefined) {
      fields.add({ kind: 'anyAttribute', namespace: '', local: '*', names: ['anyAttributes'] }, OPEN);
    }
  }
}

function addAttribute(
  types: ComplexTypes,
  node: XmlElement,
  schema: SchemaContext,
  fields: Fields,
  naming: Naming,
): void {
  const use = attributeOf(node, 'use');
  if (use === 'prohibited') return;
  const ref = attributeOf(node, 'ref');
  const name = ref === undefined ? undefined : types.set.resolve(node, ref, schema);
  if (name !== undefined && PROTOCOL.has(name.namespace)) return;
  const target: Component | undefined = ref === undefined ? undefined : types.referred('attribute', node, schema);
  const declaration = target?.node ?? node;
  const local = name?.local ?? attributeOf(node, 'name')?.trim();
  if (local === undefined) return;
  const form = attributeOf(node, 'form');
  const qualified = form === undefined ? schema.attributesQualified : form === 'qualified';
  const namespace = name?.namespace ?? (qualified ? schema.targetNamespace : '');
  const known = fields.find('attribute', namespace, local);
  if (known !== undefined && !fields.isInherited(known)) return;
  const shape = types.ofAttribute(declaration, target?.schema ?? schema, {
    key: `${naming.key}/@${local}`,
    names: naming.names.map(
      (outer) => `${outer}${fieldName(local).charAt(0).toUpperCase()}${fieldName(local).slice(1)}`,
    ),
  });
  const required = use === 'required';
  const onReference = presetsOf(node, shape);
  const declared = presetsOf(declaration, shape);
  const presets = { default: onReference.default ?? declared.default, fixed: onReference.fixed ?? declared.fixed };
  if (known !== undefined) {
    fields.narrow(known, () => narrowedField(types, known, { shape, required, nillable: false, ...presets }));
    return;
  }
  fields.add(
    {
      kind: 'attribute',
      namespace,
      local,
      names: [fieldName(local), `${fieldName(local)}Attribute`],
      required,
      ...presets,
      description: documentationOf(node) ?? documentationOf(declaration),
    },
    shape,
  );
}
