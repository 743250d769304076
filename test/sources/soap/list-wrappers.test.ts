import { printSchema, printType } from 'graphql';
import { expect, test } from 'vitest';
import { envelope, selectionOf } from './soap-service.ts';
import { echoCodec, echoed, echoing, written } from './written.ts';

// An element that holds nothing but one list is that list, on both sides of the graph.

const TYPES = `
  <xs:complexType name="ArrayOfString"><xs:sequence><xs:element name="string" type="xs:string" minOccurs="0" maxOccurs="unbounded" nillable="true"/></xs:sequence></xs:complexType>
  <xs:complexType name="Item"><xs:sequence><xs:element name="Id" type="xs:int"/><xs:element name="Tags" type="t:ArrayOfString" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="ArrayOfItem"><xs:sequence><xs:element name="Item" type="t:Item" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>`;
const message = (content: string): string =>
  echoing(`${TYPES}<xs:element name="Message"><xs:complexType>${content}</xs:complexType></xs:element>`);
const ITEMS = message(
  '<xs:sequence><xs:element name="Items" type="t:ArrayOfItem" nillable="true" minOccurs="0"/><xs:element name="Total" type="xs:int"/></xs:sequence>',
);

test('a wrapper of a list is the list, in answers and arguments', async () => {
  const subschema = await written({ 'main.wsdl': ITEMS });
  expect(printSchema(subschema.schema)).toBe(
    [
      'type Message {\n  items: [Item!]\n  total: Int!\n}',
      'type Item {\n  id: Int!\n  tags: [String]\n}',
      'type Query {\n  echo(items: [ItemInput!], total: Int!): Message\n}',
      'input ItemInput {\n  id: Int!\n  tags: [String]\n}',
    ].join('\n\n'),
  );
  const args = { items: [{ id: 1, tags: ['a', null] }, { id: 2, tags: [] }, { id: 3 }], total: 3 };
  expect(echoed(subschema, args)).toEqual(args);
  const codec = echoCodec(subschema);
  expect(codec.encode(args).replace(/n\d:/g, '')).toContain(
    '<Items><Item><Id>1</Id><Tags><string>a</string><string xsi:nil="true"/></Tags></Item><Item><Id>2</Id><Tags/></Item><Item><Id>3</Id></Item></Items>',
  );
  const part = codec.decode(codec.encode(args), selectionOf('{ items { tags } }'));
  expect(part).toEqual({ kind: 'value', value: { items: [{ tags: ['a', null] }, { tags: [] }, {}] } });
});

test('an absent, a nil and an empty wrapper are told apart on the wire', async () => {
  const subschema = await written({ 'main.wsdl': ITEMS });
  const codec = echoCodec(subschema);
  for (const [items, wire, read] of [
    [undefined, '<Message><Total>', undefined],
    [null, '<Message><Items xsi:nil="true"/><Total>', null],
    [[], '<Message><Items/><Total>', []],
  ] as const) {
    const xml = codec.encode({ items, total: 0 });
    expect(xml.replace(/n\d:/g, '')).toContain(wire);
    expect(codec.decode(xml, undefined)).toEqual({ kind: 'value', value: { items: read, total: 0 } });
  }
  const strange = '<Message xmlns="urn:t"><Items><more/><Item><Id>1</Id></Item></Items><Total>1</Total></Message>';
  expect(codec.decode(envelope(strange), undefined)).toEqual({
    kind: 'value',
    value: { items: [{ id: 1 }], total: 1 },
  });
});

test('an empty wrapper is a branch of a choice, and asked for where it is required', async () => {
  const subschema = await written({
    'main.wsdl': message(
      '<xs:sequence><xs:choice><xs:element name="some" type="t:ArrayOfString"/><xs:element name="none" type="xs:int"/></xs:choice><xs:element name="must" type="t:ArrayOfString"/></xs:sequence>',
    ),
  });
  expect(echoed(subschema, { some: [], must: [] })).toEqual({ some: [], must: [] });
  expect(() => echoed(subschema, { some: [], none: 1, must: [] })).toThrow('takes only one of some, none');
  expect(() => echoed(subschema, { some: [] })).toThrow('"Message.must" is required');
});

test('a message is never taken for the list that it holds, nor is a type with more than one list', async () => {
  const subschema = await written({
    'main.wsdl': message(
      `<xs:sequence><xs:element name="a" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="b" type="xs:int" maxOccurs="9"/></xs:sequence><xs:attribute name="c" type="xs:int"/></xs:complexType></xs:element></xs:sequence>`,
    ),
  });
  expect(printSchema(subschema.schema)).toContain('echo(a: [MessageAInput!]!): [MessageA!]');
  const a = subschema.schema.getType('MessageA');
  expect(a && printType(a)).toBe('type MessageA {\n  b: [Int!]!\n  c: Int\n}');
  expect(echoed(subschema, { a: [{ b: [1] }] })).toEqual([{ b: [1] }]);
});

test('lists of lists end where a type holds a list of itself, wherever reading begins', async () => {
  const list = (name: string, of: string): string =>
    `<xs:complexType name="${name}"><xs:sequence><xs:element name="of${of}" type="t:${of}" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>`;
  const types = list('Own', 'Own') + list('Ring', 'Back') + list('Back', 'Ring') + list('Outer', 'Ring');
  const fields = ['Own', 'Ring', 'Back', 'Outer'].map(
    (type) => `<xs:element name="${type}" type="t:${type}" minOccurs="0"/>`,
  );
  for (const order of [fields, fields.toReversed()]) {
    const subschema = await written({
      'main.wsdl': message(`<xs:sequence>${order.join('')}</xs:sequence>`).replace(TYPES, types),
    });
    const text = ['Message', 'Own', 'Ring', 'Back']
      .map((name) => subschema.schema.getType(name))
      .map((type) => type && printType(type));
    expect(text[0]?.split('\n').toSorted()).toEqual([
      '  back: Back',
      '  outer: [Ring!]',
      '  own: Own',
      '  ring: Ring',
      'type Message {',
      '}',
    ]);
    expect(text.slice(1)).toEqual([
      'type Own {\n  ofOwn: [Own!]!\n}',
      'type Ring {\n  ofBack: [Back!]!\n}',
      'type Back {\n  ofRing: [Ring!]!\n}',
    ]);
    const args = { outer: [{ ofBack: [{ ofRing: [] }] }], own: { ofOwn: [{ ofOwn: [] }] } };
    expect(echoed(subschema, args)).toEqual(args);
  }
});
