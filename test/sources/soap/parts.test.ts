import { expect, test } from 'vitest';
import { SoapCodec } from '../../../src/sources/soap/codec.ts';
import type { SoapWire } from '../../../src/sources/soap/wire.ts';
import { parseXml } from '../../../src/sources/soap/xml/xml-tree.ts';
import { envelope, open, selectionOf } from './soap-service.ts';

async function codecOf(coordinate: string): Promise<SoapCodec> {
  const { subschema } = await open('parts.wsdl');
  return new SoapCodec(subschema.operations.get(coordinate)?.wire as SoapWire);
}

test('lists in a value without a schema are arrays of SOAP encoding, and an object may state its type', async () => {
  const codec = await codecOf('Mutation.batch');
  const xml = codec.encode({
    calls: [['stock.update', { '@xsi:type': '{http://xml.apache.org/xml-soap}Map', item: [{ key: 'qty', value: 1 }] }]],
  });
  expect(() => parseXml(xml)).not.toThrow();
  const [, prefix] = /xmlns:(\w+)="http:\/\/schemas.xmlsoap.org\/soap\/encoding\/"/.exec(xml) ?? [];
  expect(xml).toContain(
    `<calls xsi:type="${prefix}:Array" ${prefix}:arrayType="xsd:anyType[1]">` +
      `<item xsi:type="${prefix}:Array" ${prefix}:arrayType="xsd:anyType[2]"><item xsi:type="xsd:string">stock.update</item>` +
      '<item xmlns:t="http://xml.apache.org/xml-soap" xsi:type="t:Map"><item><key xsi:type="xsd:string">qty</key>' +
      '<value xsi:type="xsd:int">1</value></item></item></item></calls>',
  );
  const answer = codec.decode(xml.replace(/(<\/?)calls/g, '$1results'), undefined);
  expect(answer).toEqual({ kind: 'value', value: [['stock.update', { qty: 1 }]] });
  for (const type of ['Map', '{}Map', '{urn:x}a b', '{urn:x\u0001}a']) {
    expect(() => codec.encode({ calls: [{ '@xsi:type': type }] }), type).toThrow('"@xsi:type"');
  }
  expect(() => codec.encode({ calls: [{ '@a': '\u0001' }] })).toThrow('characters that XML cannot hold');
});

test('a literal message has no array attributes, and a value of an unknown type states no other', async () => {
  const codec = await codecOf('Mutation.rent');
  const xml = codec.encode({ request: { names: ['a', 'b'], method: 'x', value: 'y' } });
  expect(() => parseXml(xml)).not.toThrow();
  expect(xml).not.toContain('arrayType');
  expect(xml).toMatch(/<\w+:method>x<\/\w+:method><\w+:value xsi:type="xsd:string">y</);
});

test('a part of rpc style that is an element is read with and without its wrapper', async () => {
  const codec = await codecOf('Mutation.rent');
  const part = '<a:RentAnswer xmlns:a="urn:example:parts"><a:name>n</a:name></a:RentAnswer>';
  for (const body of [part, `<w:RentResponse xmlns:w="urn:example:wrappers">${part}</w:RentResponse>`]) {
    expect(codec.decode(envelope(body), undefined)).toEqual({ kind: 'value', value: ['n'] });
  }
  expect(() => codec.decode(envelope('<RentAnswer/>'), selectionOf('{ name }'))).toThrow('missing');
});

test.each(['a', '#a'])(
  'SOAP 1.2 refers to %s, with or without the sign that its encoding does not have',
  async (reference) => {
    const codec = await codecOf('Mutation.batch');
    const encoding = 'xmlns:e="http://www.w3.org/2003/05/soap-encoding"';
    const item =
      '<item e:id="a" xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:type="s:int" xmlns:s="http://www.w3.org/2001/XMLSchema">7</item>';
    const results = `<results ${encoding}>${item}<item e:ref="${reference}"/></results>`;
    const answer = envelope(`<t:BatchResponse xmlns:t="urn:example:parts">${results}</t:BatchResponse>`);
    expect(codec.decode(answer, undefined)).toEqual({ kind: 'value', value: [7, 7] });
  },
);
