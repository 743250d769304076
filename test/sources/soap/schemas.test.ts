import { printType, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { echoed, echoing, remarks, written } from './written.ts';

test('a type that is reached through a member of its own base still has all that it inherits', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`
      <xs:complexType name="Fault"><xs:sequence><xs:element name="cause" type="t:Wrapped" minOccurs="0"/><xs:element name="text" type="xs:string"/></xs:sequence></xs:complexType>
      <xs:complexType name="Wrapped"><xs:sequence><xs:element name="fault" type="t:Fault"/><xs:element name="late" type="t:Late"/></xs:sequence></xs:complexType>
      <xs:complexType name="Late"><xs:complexContent><xs:extension base="t:Fault"><xs:sequence><xs:element name="by" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:complexType name="Later"><xs:complexContent><xs:extension base="t:Late"><xs:sequence><xs:element name="more" type="t:Later" minOccurs="0"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="fault" type="t:Fault"/><xs:element name="other" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`),
  });
  expect(validateSchema(subschema.schema)).toEqual([]);
  const later = subschema.schema.getType('Later');
  expect(later && printType(later)).toBe(`type Later implements Late & Fault {
  cause: Wrapped
  text: String!
  by: Int!
  more: Later
}`);
  const late = { text: 'l', by: 2 };
  const args = {
    fault: { fault: { text: 't', cause: { fault: { later: { ...late, more: late } }, late: { late } } } },
  };
  expect(echoed(subschema, args)).toMatchObject({
    fault: { text: 't', cause: { fault: { by: 2, more: { by: 2, text: 'l' } }, late } },
  });
});

test('types that derive from each other are an issue and no endless loop', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`
      <xs:complexType name="A"><xs:complexContent><xs:extension base="t:B"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:complexType name="B"><xs:complexContent><xs:extension base="t:A"><xs:sequence><xs:element name="b" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:element name="Message" type="t:A"/>`),
  });
  expect(validateSchema(subschema.schema)).toEqual([]);
  expect(remarks(subschema)).toContainEqual('warning INVALID The type {urn:t}A derives from itself.');
});

test('items of repeated groups are told apart by the content model, at any depth', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`<xs:element name="Message"><xs:complexType><xs:sequence>
      <xs:choice maxOccurs="unbounded"><xs:element name="a" type="xs:int"/>
        <xs:sequence><xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:int" minOccurs="0"/></xs:sequence></xs:choice>
      <xs:sequence minOccurs="0" maxOccurs="unbounded"><xs:element name="d" type="xs:int"/>
        <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="e" type="xs:int"/><xs:element name="f" type="xs:int"/></xs:choice>
        <xs:any namespace="##other" processContents="lax" minOccurs="0"/></xs:sequence>
      </xs:sequence></xs:complexType></xs:element>`),
  });
  const any = '<z:one xmlns:z="urn:z"/>';
  const args = {
    items: [{ a: 1 }, { b: 2, c: 3 }, { b: 4 }, { a: 5 }, { a: 6 }],
    items2: [
      { d: 1, items: [{ e: 2 }, { e: 3 }, { f: 4 }], any },
      { d: 5, items: [] },
      { d: 6, items: [{ f: 7 }] },
    ],
  };
  expect(echoed(subschema, args)).toEqual(args);
});

test('what is fixed, or has a default, need not be given, and is compared as a value', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`
      <xs:simpleType name="Mode"><xs:restriction base="xs:string"><xs:enumeration value="read only"/><xs:enumeration value="all"/></xs:restriction></xs:simpleType>
      <xs:element name="Message"><xs:complexType><xs:sequence>
      <xs:element name="mode" type="t:Mode" fixed="read only"/><xs:element name="size" type="xs:decimal" fixed="1.50"/>
      <xs:element name="kind" type="t:Mode" default="all"/><xs:element name="may" type="xs:int" default="3" minOccurs="0"/></xs:sequence>
      <xs:attribute name="level" type="xs:decimal" fixed="2"/><xs:attribute name="rank" type="xs:int" default="9"/>
      <xs:attribute name="words" type="xs:token" fixed="a  b"/></xs:complexType></xs:element>`),
  });
  const query = subschema.schema.getQueryType();
  expect(query?.getFields().echo?.args.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'mode: Mode',
    'size: Decimal',
    'kind: Mode',
    'may: Int',
    'level: Decimal',
    'rank: Int',
    'words: String',
  ]);
  const all = { mode: 'READ_ONLY', size: '1.50', kind: 'ALL', level: '2', rank: 9, words: 'a b' };
  expect(echoed(subschema, {})).toEqual(all);
  expect(echoed(subschema, { size: '1.5', level: '2.0', kind: 'READ_ONLY', words: 'a b' })).toEqual({
    ...all,
    size: '1.5',
    level: '2.0',
    kind: 'READ_ONLY',
  });
  expect(() => echoed(subschema, { mode: 'ALL' })).toThrow('"Message.mode" must be "read only"');
  expect(() => echoed(subschema, { size: '1.51' })).toThrow('"Message.size" must be "1.50"');
});

test('an input has no field for what a restriction takes away', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`
      <xs:complexType name="Wide"><xs:sequence><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" minOccurs="0"/></xs:sequence>
        <xs:attribute name="c" type="xs:int"/><xs:attribute name="d" type="xs:int"/></xs:complexType>
      <xs:complexType name="Narrow"><xs:complexContent><xs:restriction base="t:Wide"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence>
        <xs:attribute name="d" use="prohibited"/></xs:restriction></xs:complexContent></xs:complexType>
      <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="narrow" type="t:Narrow"/><xs:element name="wide" type="t:Wide"/></xs:sequence></xs:complexType></xs:element>`),
  });
  const [input, output] = ['NarrowInput', 'Narrow'].map((name) => subschema.schema.getType(name));
  expect(input && printType(input)).toBe('input NarrowInput {\n  a: Int!\n  c: Int\n}');
  expect(output && printType(output)).toBe('type Narrow implements Wide {\n  a: Int!\n  b: Int\n  c: Int\n  d: Int\n}');
});

test('one element in two places of a sequence is a list that fills both and no more', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`<xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="a" type="xs:int"/>
      <xs:element name="b" type="xs:int"/><xs:element name="a" type="xs:int" maxOccurs="2"/></xs:sequence></xs:complexType></xs:element>`),
  });
  expect(echoed(subschema, { a: [1, 2, 3], b: 0 })).toEqual({ a: [1, 2, 3], b: 0 });
  expect(() => echoed(subschema, { a: [1], b: 0 })).toThrow('"Message.a" must have at least 1 item');
  expect(() => echoed(subschema, { a: [1, 2, 3, 4], b: 0 })).toThrow('"Message.a" must have at most 3 items');
});

test('one element in two branches of a choice is no list', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`<xs:element name="Message"><xs:complexType><xs:sequence><xs:choice>
      <xs:sequence><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" minOccurs="0"/></xs:sequence>
      <xs:sequence><xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:int"/></xs:sequence></xs:choice>
      <xs:element name="d" type="xs:int" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`),
  });
  const message = subschema.schema.getType('Message');
  expect(message && printType(message)).toBe('type Message {\n  a: Int\n  b: Int\n  c: Int\n  d: Int\n}');
  for (const args of [
    { a: 1, d: 4 },
    { a: 1, b: 2 },
    { b: 2, c: 3 },
  ])
    expect(echoed(subschema, args)).toEqual(args);
  expect(() => echoed(subschema, { a: 1, c: 3 })).toThrow('takes only one of a, c');
});

test('a redefinition builds on what it redefines: types, simple types, groups and attribute groups', async () => {
  const subschema = await written({
    'main.wsdl': echoing(`<xs:redefine schemaLocation="old.xsd">
        <xs:complexType name="Person"><xs:complexContent><xs:extension base="t:Person"><xs:sequence><xs:element name="born" type="xs:date"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
        <xs:simpleType name="Code"><xs:restriction base="t:Code"><xs:maxLength value="2"/></xs:restriction></xs:simpleType>
        <xs:group name="Rest"><xs:sequence><xs:group ref="t:Rest"/><xs:element name="more" type="xs:int"/></xs:sequence></xs:group>
        <xs:attributeGroup name="Marks"><xs:attributeGroup ref="t:Marks"/><xs:attribute name="b" type="xs:int"/></xs:attributeGroup>
      </xs:redefine>
      <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="person" type="t:Person"/><xs:element name="code" type="t:Code"/><xs:group ref="t:Rest"/></xs:sequence>
        <xs:attributeGroup ref="t:Marks"/></xs:complexType></xs:element>`),
    'old.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">
      <xs:complexType name="Person"><xs:sequence><xs:element name="name" type="xs:string"/></xs:sequence></xs:complexType>
      <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]+"/></xs:restriction></xs:simpleType>
      <xs:group name="Rest"><xs:sequence><xs:element name="old" type="xs:int"/></xs:sequence></xs:group>
      <xs:attributeGroup name="Marks"><xs:attribute name="a" type="xs:int"/></xs:attributeGroup></xs:schema>`,
  });
  expect(remarks(subschema)).toEqual([]);
  const args = { person: { name: 'n', born: '2000-01-01' }, code: 'AB', old: 1, more: 2, a: 3, b: 4 };
  expect(echoed(subschema, args)).toEqual(args);
  expect(() => echoed(subschema, { ...args, code: 'ABC' })).toThrow('at most the length 2');
  expect(() => echoed(subschema, { ...args, code: 'ab' })).toThrow('does not match');
});

test('an import without a location means a schema that is there, and an abstract element is never sent', async () => {
  const other = `<xs:schema targetNamespace="urn:o" elementFormDefault="qualified"><xs:element name="Head" abstract="true" type="xs:string"/>
    <xs:element name="only" xmlns:o="urn:o" substitutionGroup="o:Head"/><xs:complexType name="Empty"/></xs:schema>`;
  const subschema = await written({
    'main.wsdl': echoing(
      `<xs:import namespace="urn:o"/><xs:element name="Message"><xs:complexType><xs:sequence xmlns:o="urn:o"><xs:element ref="o:Head"/><xs:element name="flag" type="o:Empty" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`,
      undefined,
      other,
    ),
  });
  expect(remarks(subschema)).toEqual([]);
  expect(echoed(subschema, { only: 'x', flag: true })).toEqual({ only: 'x', flag: true });
});

test('a chain of types may be longer than the stack is high', async () => {
  const link = (index: number): string =>
    `<xs:complexType name="T${index}"><xs:sequence><xs:element name="n" type="t:T${index + 1}" minOccurs="0"/></xs:sequence></xs:complexType>
     <xs:complexType name="S${index}"><xs:complexContent><xs:extension base="t:T${index}"><xs:sequence><xs:element name="s" type="t:T${index + 1}" minOccurs="0"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>`;
  const subschema = await written({
    'main.wsdl': echoing(`${Array.from({ length: 1000 }, (_, index) => link(index)).join('')}
      <xs:complexType name="T1000"><xs:sequence><xs:element name="v" type="xs:int"/></xs:sequence></xs:complexType>
      <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="m" type="t:T0"/><xs:element name="o" type="xs:int" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`),
  });
  expect(remarks(subschema)).toEqual([]);
  expect(validateSchema(subschema.schema)).toEqual([]);
  const deep = subschema.schema.getType('S999');
  expect(deep && printType(deep)).toBe('type S999 implements T999 {\n  n: T1000\n  s: T1000\n}');
  expect(echoed(subschema, { m: { s0: { n: { t1: { n: { s2: {} } } } } } })).toMatchObject({
    m: { n: { n: { __typename: 'S2' } } },
  });
});
