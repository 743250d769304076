import { printType } from 'graphql';
import { expect, test } from 'vitest';
import type { Subschema } from '../../../src/sources/source.ts';
import { envelope, selectionOf } from './soap-service.ts';
import { DEFINITIONS, echoCodec, portTypeAndBinding, written } from './written.ts';

const TREE = `<xs:complexType name="Node"><xs:sequence><xs:element name="value" type="xs:int"/><xs:element name="next" type="t:Node"/></xs:sequence></xs:complexType>`;

const echoTree = (body: string): Promise<Subschema> =>
  written({
    'main.wsdl': `${DEFINITIONS}<wsdl:types><xs:schema targetNamespace="urn:t">${TREE}</xs:schema></wsdl:types>
      <wsdl:message name="M"><wsdl:part name="node" type="t:Node"/></wsdl:message>${portTypeAndBinding('rpc', 'message="t:M"', body)}</wsdl:definitions>`,
  });

const ENCODED = 'use="encoded" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"';
const NIL = 'i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

test('any member of a SOAP-encoded struct may be null, as nil or left out', async () => {
  const subschema = await echoTree(ENCODED);
  const [output, input] = ['Node', 'NodeInput'].map((name) => subschema.schema.getType(name));
  expect(output && printType(output)).toBe('type Node {\n  value: Int\n  next: Node\n}');
  expect(input && printType(input)).toBe('input NodeInput {\n  value: Int\n  next: NodeInput\n}');
  const codec = echoCodec(subschema);
  expect(codec.encode({ node: { value: 1 } })).toMatch(
    /<value xsi:type="xsd:int">1<\/value><next xsi:nil="true"\/><\/node>/,
  );
  const answer = (node: string): unknown => codec.decode(envelope(`<EchoResponse>${node}</EchoResponse>`), undefined);
  expect(answer(`<node><value ${NIL}/><next><value>2</value></next></node>`)).toEqual({
    kind: 'value',
    value: { value: null, next: { value: 2 } },
  });
});

test('members of a literal struct are as they are declared', async () => {
  const subschema = await echoTree('use="literal"');
  const output = subschema.schema.getType('Node');
  expect(output && printType(output)).toBe('type Node {\n  value: Int!\n  next: Node!\n}');
  const codec = echoCodec(subschema);
  expect(() => codec.decode(envelope(`<EchoResponse><node><value>1</value></node></EchoResponse>`), undefined)).toThrow(
    'The required field "next" is missing.',
  );
});

test('references that unfold to any size are refused, soon', async () => {
  const tree =
    '<xs:complexType name="Tree"><xs:sequence><xs:element name="a" type="t:Tree"/><xs:element name="b" type="t:Tree"/></xs:sequence></xs:complexType>';
  const subschema = await written({
    'main.wsdl': `${DEFINITIONS}<wsdl:types><xs:schema targetNamespace="urn:t">${tree}</xs:schema></wsdl:types>
      <wsdl:message name="M"><wsdl:part name="tree" type="t:Tree"/></wsdl:message>${portTypeAndBinding('rpc', 'message="t:M"', ENCODED)}</wsdl:definitions>`,
  });
  const levels = Array.from({ length: 40 }, (_, n) => `<m id="n${n}"><a href="#n${n + 1}"/><b href="#n${n + 1}"/></m>`);
  const bomb = envelope(`<EchoResponse><tree href="#n0"/></EchoResponse>${levels.join('')}<m id="n40"/>`);
  const start = performance.now();
  expect(() => echoCodec(subschema).decode(bomb, undefined)).toThrow('References unfold to more than can be read.');
  expect(performance.now() - start).toBeLessThan(4000);
});

test('values that refer to each other in a circle are read as deep as the selection goes, and no deeper', async () => {
  const codec = echoCodec(await echoTree(ENCODED));
  const circle = envelope(
    '<EchoResponse><node href="#a"/></EchoResponse><multiRef id="a"><value>1</value><next href="#b"/></multiRef>' +
      '<multiRef id="b"><value>2</value><next href="#a"/></multiRef>',
  );
  expect(codec.decode(circle, selectionOf('{ value next { next { value } } }'))).toEqual({
    kind: 'value',
    value: { value: 1, next: { next: { value: 1 } } },
  });
  expect(() => codec.decode(circle, undefined)).toThrow('References lead in a circle.');
});
