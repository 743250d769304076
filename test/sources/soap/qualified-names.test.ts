import { expect, test } from 'vitest';
import { parseXml, qualifiedName } from '../../../src/sources/soap/xml/xml-tree.ts';
import { envelope } from './soap-service.ts';
import { echoCodec, echoed, echoing, written } from './written.ts';

// A prefix means nothing outside of its document: values of xs:QName are `{namespace}local`.

const NAMES = `
  <xs:simpleType name="Kind"><xs:restriction base="xs:QName"><xs:enumeration value="t:one"/><xs:enumeration value="xs:int"/><xs:maxLength value="1"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Kinds"><xs:list itemType="xs:QName"/></xs:simpleType>
  <xs:complexType name="Sort"><xs:simpleContent><xs:extension base="xs:QName"><xs:attribute name="also" type="xs:QName"/><xs:attribute name="else" type="xs:QName" default="t:other"/></xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="kind" type="t:Kind"/><xs:element name="kinds" type="t:Kinds"/>
    <xs:element name="sort" type="t:Sort"/><xs:element name="same" type="xs:QName" fixed="t:x"/></xs:sequence></xs:complexType></xs:element>`;

const VALUE = {
  kind: '{urn:t}one',
  kinds: ['{urn:a&b}x', '{urn:b}y', 'z'],
  sort: { value: '{urn:c}v', also: '{urn:d}w' },
};

test('names are written with prefixes that are declared, and come back equal', async () => {
  const subschema = await written({ 'main.wsdl': echoing(NAMES) });
  expect(echoed(subschema, VALUE)).toEqual({
    ...VALUE,
    sort: { ...VALUE.sort, else: '{urn:t}other' },
    same: '{urn:t}x',
  });
  const message = parseXml(echoCodec(subschema).encode(VALUE)).children[0]?.children[0];
  const [kind, kinds, sort] = message?.children ?? [];
  expect(kind && qualifiedName(kind, kind.text)).toEqual({ namespace: 'urn:t', local: 'one' });
  expect(kinds?.text.split(' ').map((word) => qualifiedName(kinds, word))).toEqual([
    { namespace: 'urn:a&b', local: 'x' },
    { namespace: 'urn:b', local: 'y' },
    { namespace: '', local: 'z' },
  ]);
  expect(sort && qualifiedName(sort, sort.attributes[0]?.value ?? '')).toEqual({ namespace: 'urn:d', local: 'w' });
});

test('any prefix is resolved where it stands, and none is the default namespace', async () => {
  const codec = echoCodec(await written({ 'main.wsdl': echoing(NAMES) }));
  const answer = envelope(
    '<Message xmlns="urn:t" xmlns:z="urn:z"><kind>one</kind><kinds>z:a  b undeclared:c</kinds><sort xmlns:y="urn:y" also=" y:p ">y:q</sort><same/></Message>',
  );
  expect(codec.decode(answer, undefined)).toEqual({
    kind: 'value',
    value: {
      kind: '{urn:t}one',
      kinds: ['{urn:z}a', '{urn:t}b', 'undeclared:c'],
      sort: { value: '{urn:y}q', also: '{urn:y}p', else: '{urn:t}other' },
      same: '{urn:t}x',
    },
  });
});

test('a prefix that only the caller knows, and a name that is not allowed, are refused', async () => {
  const subschema = await written({ 'main.wsdl': echoing(NAMES) });
  expect(() => echoed(subschema, { ...VALUE, kind: 't:one' })).toThrow(
    '"Message.kind" must be a name such as {urn:example}name',
  );
  expect(() => echoed(subschema, { ...VALUE, kind: '{urn:o}one' })).toThrow('"Message.kind" is none of the values');
  expect(() => echoed(subschema, { ...VALUE, sort: { value: 'a b' } })).toThrow('"Sort.value" must be a name');
});
