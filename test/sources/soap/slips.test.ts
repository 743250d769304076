import { printType, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { DEFINITIONS, echoCodec, echoed, echoing, portTypeAndBinding, remarks, written } from './written.ts';

// What hand-written descriptions get wrong, and still are read as they are meant; each slip is reported.

test('names of messages, port types and bindings without their prefix are found by their local name', async () => {
  const subschema = await written({
    'main.wsdl': `${DEFINITIONS.replace('>', ' xmlns="http://schemas.xmlsoap.org/wsdl/">')}
      <message name="M"><part name="word" type="xs:string"/></message>${portTypeAndBinding('rpc', 'message="M"')
        .replace('type="t:P"', 'type="P"')
        .replace('binding="t:B"', 'binding="nobody:B"')}</wsdl:definitions>`,
  });
  expect(remarks(subschema)).toEqual([
    'warning INVALID The binding "nobody:B" does not exist; {urn:t}B is meant.',
    'warning INVALID The port type "{http://schemas.xmlsoap.org/wsdl/}P" does not exist; {urn:t}P is meant.',
    'warning INVALID The message "{http://schemas.xmlsoap.org/wsdl/}M" does not exist; {urn:t}M is meant.',
  ]);
  expect(echoed(subschema, { word: 'w' })).toBe('w');
});

test('an operation whose message is not there is left out, the others are not', async () => {
  const operation = (name: string, input: string): string =>
    `<wsdl:operation name="${name}"><wsdl:input ${input}/></wsdl:operation>`;
  const bound = (name: string): string =>
    `<wsdl:operation name="${name}"><soap:operation soapAction=""/></wsdl:operation>`;
  const subschema = await written({
    'main.wsdl': `${DEFINITIONS}<wsdl:message name="M"/><wsdl:portType name="P">
      ${operation('Good', 'message="t:M"')}${operation('Gone', 'message="t:N"')}${operation('Nameless', '')}${operation('Unbound', 'message="t:M"')}</wsdl:portType>
      <wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>${bound('Good')}${bound('Gone')}${bound('Nameless')}</wsdl:binding></wsdl:definitions>`,
  });
  expect([...subschema.operations.keys()]).toEqual(['Mutation.good']);
  expect(subschema.described).toBe(4);
  expect(
    subschema.issues.filter(({ code }) => code === 'OPERATION_SKIPPED').map(({ message, at }) => [at, message]),
  ).toEqual([
    ['main.wsdl:3:79', 'The operation "Gone" has no field: its message {urn:t}N does not exist.'],
    ['main.wsdl:3:151', 'The operation "Nameless" has no field: its input names no message.'],
    ['main.wsdl:3:214', 'The operation "Unbound" has no field: the binding "B" does not have it.'],
  ]);
});

test('types of XSD are known by their name, whatever prefix they have', async () => {
  const subschema = await written({
    'main.wsdl':
      echoing(`<xs:simpleType name="Short"><xs:restriction base="nobody:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
      <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="day" type="t:date"/><xs:element name="size" type="nobody:int"/>
      <xs:element name="code" type="t:Short"/></xs:sequence></xs:complexType></xs:element>`),
  });
  const message = subschema.schema.getType('Message');
  expect(message && printType(message)).toBe('type Message {\n  day: Date!\n  size: Int!\n  code: String!\n}');
  expect(remarks(subschema)).toEqual([
    'warning INVALID "t:date" has the wrong namespace; {http://www.w3.org/2001/XMLSchema}date is meant.',
    'warning INVALID "nobody:int" has the wrong namespace; {http://www.w3.org/2001/XMLSchema}int is meant.',
    'warning INVALID "nobody:string" has the wrong namespace; that of XSD is meant.',
  ]);
});

test('an array type says its items without the prefixes that it should have', async () => {
  const array = (name: string, type: string): string =>
    `<xs:complexType name="${name}"><xs:complexContent><xs:restriction base="enc:Array"><xs:attribute ref="enc:arrayType" ${type}/></xs:restriction></xs:complexContent></xs:complexType>`;
  const subschema = await written({
    'main.wsdl': `${DEFINITIONS}<wsdl:types><xs:schema targetNamespace="urn:t">
      <xs:complexType name="Thing"><xs:sequence><xs:element name="id" type="xs:int"/></xs:sequence></xs:complexType>
      ${array('Bare', 'arrayType="t:Thing[]"')}${array('Unknown', 'wsdl:arrayType="nobody:Thing[]"')}${array('Wrong', 'wsdl:arrayType="wsdl:Thing[]"')}</xs:schema></wsdl:types>
      <wsdl:message name="M"><wsdl:part name="bare" type="t:Bare"/><wsdl:part name="unknown" type="t:Unknown"/><wsdl:part name="wrong" type="t:Wrong"/></wsdl:message>
      ${portTypeAndBinding('rpc', 'message="t:M"', 'use="encoded" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"')}</wsdl:definitions>`,
  });
  const args = { bare: [{ id: 1 }], unknown: [{ id: 2 }, { id: 3 }], wrong: [] };
  expect(echoed(subschema, args)).toEqual(args);
  expect(echoCodec(subschema).encode(args)).toMatch(/<unknown [^>]*arrayType="(\w+):Thing\[2\]"/);
  expect(validateSchema(subschema.schema)).toEqual([]);
});

test("a header without a message is a part of the operation's own, and a body of unknown parts is what is left", async () => {
  const soapParts = '<soap:header part="session" use="literal"/><soap:body parts="body" use="literal"/>';
  const subschema = await written({
    'main.wsdl': `${DEFINITIONS}<wsdl:types><xs:schema targetNamespace="urn:t"><xs:element name="Session" type="xs:string"/><xs:element name="Ask" type="xs:int"/></xs:schema></wsdl:types>
      <wsdl:message name="M"><wsdl:part name="session" element="t:Session"/><wsdl:part name="ask" element="t:Ask"/></wsdl:message>
      ${portTypeAndBinding('document', 'message="t:M"').replaceAll('<soap:body use="literal"/>', soapParts)}</wsdl:definitions>`,
  });
  const query = subschema.schema.getQueryType();
  expect(query && printType(query)).toContain('`Session`');
  expect(query?.getFields().echo?.args.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'ask: Int!',
    'session: String',
  ]);
  expect(remarks(subschema)).toEqual([
    'warning INVALID The message "M" has none of the parts that the binding puts in the body (body): ask is meant.',
  ]);
});

test('WSDL 2.0 is refused by its name, its drafts too, with what to do instead', async () => {
  for (const namespace of ['http://www.w3.org/ns/wsdl', 'http://www.w3.org/2006/01/wsdl']) {
    await expect(written({ 'main.wsdl': `<description xmlns="${namespace}"/>` })).rejects.toThrow(
      `main.wsdl is WSDL 2.0, which is not supported: use the service's WSDL 1.1, which is mostly at the same address with "?wsdl" in place of "?wsdl2".`,
    );
  }
});

test('what is imported beside a document that stands for a URL is looked up beside that URL', async () => {
  const subschema = await written(
    {
      'main.wsdl': `${DEFINITIONS}<wsdl:import namespace="urn:t" location="http://example.com/v1/types.wsdl"/>${portTypeAndBinding('document', 'message="t:M"')}</wsdl:definitions>`,
      'known/one.wsdl': `${DEFINITIONS}<wsdl:types><xs:schema><xs:import namespace="urn:x" schemaLocation="../v2/x.xsd"/><xs:import namespace="urn:y" schemaLocation="y.xsd"/></xs:schema></wsdl:types>
        <wsdl:message name="M"><wsdl:part name="a" xmlns:x="urn:x" element="x:A"/><wsdl:part name="b" xmlns:y="urn:y" element="y:B"/></wsdl:message></wsdl:definitions>`,
      'known/two.xsd':
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"><xs:element name="A" type="xs:int"/></xs:schema>',
      'known/y.xsd':
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:y"><xs:element name="B" type="xs:int"/></xs:schema>',
    },
    { map: { 'http://example.com/v1/types.wsdl': 'known/one.wsdl', 'http://example.com/v2/x.xsd': 'known/two.xsd' } },
  );
  expect(remarks(subschema)).toEqual([]);
  expect(echoed(subschema, { a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
});

test("a standard's schema by its URL needs no file", async () => {
  const subschema = await written({
    'main.wsdl':
      echoing(`<xs:import namespace="http://ws-i.org/profiles/basic/1.1/xsd" schemaLocation="http://ws-i.org/profiles/basic/1.1/swaref.xsd"/>
      <xs:import namespace="http://www.w3.org/1999/xlink" schemaLocation="http://www.w3.org/1999/xlink.xsd"/>
      <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="ref" xmlns:r="http://ws-i.org/profiles/basic/1.1/xsd" type="r:swaRef"/></xs:sequence>
      <xs:attribute xmlns:l="http://www.w3.org/1999/xlink" ref="l:href"/></xs:complexType></xs:element>`),
  });
  expect(remarks(subschema)).toEqual([]);
  expect(echoed(subschema, { ref: 'cid:1', href: 'h' })).toEqual({ ref: 'cid:1', href: 'h' });
});

test('what is documented is plain text, and a name that is taken gets a telling one', async () => {
  const description = `${DEFINITIONS}<wsdl:types><xs:schema targetNamespace="http://example.com/acme/ver10/schema">
      <xs:simpleType name="Duration"><xs:restriction base="xs:string"><xs:enumeration value="long"/></xs:restriction></xs:simpleType>
      <xs:complexType name="Date"><xs:sequence><xs:element name="day" type="xs:int"/></xs:sequence></xs:complexType></xs:schema></wsdl:types>
    <wsdl:message name="M"><wsdl:part name="duration" xmlns:a="http://example.com/acme/ver10/schema" type="a:Duration"/><wsdl:part name="date" xmlns:a="http://example.com/acme/ver10/schema" type="a:Date"/></wsdl:message>
    ${portTypeAndBinding('rpc', 'message="t:M"').replace('<wsdl:operation name="Echo">', '<wsdl:operation name="Echo"><wsdl:documentation>\n      <p>Says it\n         again.</p> <p>Twice.</p></wsdl:documentation>')}</wsdl:definitions>`;
  const subschema = await written({ 'main.wsdl': description });
  const field = subschema.schema.getQueryType()?.getFields().echo;
  expect(field?.description).toBe('Says it\nagain. Twice.');
  expect(field?.args.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'duration: DurationEnum!',
    'date: DateInput!',
  ]);
  expect(subschema.schema.getType('AcmeDate')).toBeDefined();
});
