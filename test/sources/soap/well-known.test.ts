import { expect, test } from 'vitest';
import { SchemaSet } from '../../../src/sources/soap/model/schema-set.ts';
import { isWellKnown, wellKnownSchema } from '../../../src/sources/soap/model/well-known-schemas.ts';
import { ComplexTypes } from '../../../src/sources/soap/translate/complex-types.ts';
import { IssueLog } from '../../../src/sources/soap/translate/issue-log.ts';

const SCHEMAS = [
  'http://www.w3.org/XML/1998/namespace',
  'http://www.w3.org/2005/05/xmlmime',
  'http://www.w3.org/2004/08/xop/include',
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.w3.org/2003/05/soap-envelope',
  'http://www.w3.org/2005/08/addressing',
  'http://www.w3.org/2000/09/xmldsig#',
  'http://www.w3.org/ns/ws-policy',
  'http://schemas.xmlsoap.org/ws/2004/09/policy',
  'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  'http://www.w3.org/1999/xlink',
  'http://ws-i.org/profiles/basic/1.1/xsd',
  'http://www.w3.org/2001/04/xmlenc#',
  'urn:oasis:names:tc:SAML:1.0:assertion',
  'urn:oasis:names:tc:SAML:2.0:assertion',
  'urn:oasis:names:tc:SAML:2.0:protocol',
  'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
  'http://schemas.xmlsoap.org/ws/2005/02/trust',
];

test.each(SCHEMAS)('%s is there, and all that it refers to', (namespace) => {
  const document = wellKnownSchema(namespace);
  expect(isWellKnown(namespace)).toBe(true);
  const log = new IssueLog();
  const set = new SchemaSet();
  const types = new ComplexTypes(set, log, false);
  for (const node of document?.root.children ?? []) {
    const local = node.attributes.find((attribute) => attribute.local === 'name')?.value ?? '';
    if (node.local === 'complexType') expect(types.named({ namespace, local })).toBeDefined();
    if (node.local === 'element') expect(set.find('element', { namespace, local })).toBeDefined();
    if (node.local === 'attribute') expect(set.find('attribute', { namespace, local })).toBeDefined();
  }
  expect(log.issues.filter((issue) => issue.severity !== 'info')).toEqual([]);
});

test('another namespace is not', () => {
  expect(wellKnownSchema('urn:other')).toBeUndefined();
  expect(isWellKnown('urn:other')).toBe(false);
});
