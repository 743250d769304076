import { printType, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { envelope } from './soap-service.ts';
import { echoCodec, echoed, echoing, remarks, written } from './written.ts';

// A restriction says of members that it repeats what they are in its own type (XSD part 1, 3.4.6): narrower, required, fixed.

const SCHEMA = `
  <xs:complexType name="Animal"><xs:sequence><xs:element name="name" type="xs:string"/></xs:sequence></xs:complexType>
  <xs:complexType name="Dog"><xs:complexContent><xs:extension base="t:Animal"><xs:sequence><xs:element name="barks" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  <xs:complexType name="Puppy"><xs:complexContent><xs:extension base="t:Dog"><xs:sequence/></xs:extension></xs:complexContent></xs:complexType>
  <xs:complexType name="Cat"><xs:complexContent><xs:extension base="t:Animal"><xs:sequence><xs:element name="lives" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:maxLength value="2"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Kind"><xs:restriction base="xs:string"><xs:enumeration value="kennel"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Box"><xs:sequence><xs:element name="pet" type="t:Animal" minOccurs="0"/><xs:element name="code" type="xs:string" minOccurs="0"/>
    <xs:element name="size" type="xs:decimal" minOccurs="0" nillable="true"/><xs:element name="notes" type="xs:string" minOccurs="0" maxOccurs="unbounded"/><xs:element name="open" type="xs:anyType" minOccurs="0"/></xs:sequence>
    <xs:attribute name="kind" type="xs:string"/><xs:attribute name="mark" type="xs:string"/></xs:complexType>
  <xs:complexType name="Kennel"><xs:complexContent><xs:restriction base="t:Box"><xs:sequence><xs:element name="pet" type="t:Dog"/><xs:element name="code" type="t:Code"/>
    <xs:element name="size" type="xs:int"/><xs:element name="notes" type="t:Code" minOccurs="0" maxOccurs="1"/><xs:element name="open" type="xs:anyType" minOccurs="0"/></xs:sequence>
    <xs:attribute name="kind" type="t:Kind" use="required"/><xs:attribute name="mark" type="xs:string" fixed="m"/></xs:restriction></xs:complexContent></xs:complexType>
  <xs:element name="Message"><xs:complexType><xs:sequence><xs:element name="kennel" type="t:Kennel"/><xs:element name="box" type="t:Box" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`;

const KENNEL = { pet: { dog: { name: 'Rex', barks: 3 } }, code: 'k1', size: '4', notes: ['n'], kind: 'kennel' };

test('a restricted type asks for what it requires, and keeps the GraphQL types of its base', async () => {
  const subschema = await written({ 'main.wsdl': echoing(SCHEMA) });
  expect(validateSchema(subschema.schema)).toEqual([]);
  expect(remarks(subschema)).toHaveLength(1);
  const [output, input] = ['Kennel', 'KennelInput'].map((name) => subschema.schema.getType(name));
  expect(output && printType(output)).toBe(
    'type Kennel implements Box {\n  pet: Animal!\n  code: String!\n  size: Decimal!\n  notes: [String!]!\n  open: JSON\n  kind: String!\n  mark: String!\n}',
  );
  expect(input && printType(input)).toBe(
    'input KennelInput {\n  pet: AnimalOneOfInput!\n  code: String!\n  size: Decimal!\n  notes: [String!]\n  open: JSON\n  kind: String!\n  mark: String\n}',
  );
});

test('values of a restricted type are checked against it, those of the base are not', async () => {
  const subschema = await written({ 'main.wsdl': echoing(SCHEMA) });
  const wide = { pet: { cat: { name: 'Tom', lives: 7 } }, code: 'long', size: null, notes: ['abc', 'd'], mark: 'x' };
  expect(echoed(subschema, { kennel: KENNEL, box: { box: wide } })).toEqual({
    kennel: { ...KENNEL, pet: { __typename: 'Dog', name: 'Rex', barks: 3 }, mark: 'm' },
    box: { __typename: 'BoxBase', ...wide, pet: { __typename: 'Cat', name: 'Tom', lives: 7 } },
  });
  for (const [change, problem] of [
    [{ pet: wide.pet }, '"Kennel.pet" must be one of dog, puppy'],
    [{ code: 'abc' }, '"Kennel.code" must have at most the length 2'],
    [{ size: '1.5' }, '"Kennel.size" must be a value of xs:int'],
    [{ size: null }, '"Kennel.size" is required'],
    [{ notes: ['a', 'b'] }, '"Kennel.notes" must have at most 1 items'],
    [{ kind: 'cage' }, '"Kennel.kind" is none of the values of its enumeration'],
    [{ mark: 'x' }, '"Kennel.mark" must be "m"'],
  ] as const) {
    expect(() => echoed(subschema, { kennel: { ...KENNEL, ...change } })).toThrow(problem);
  }
});

test('an element that says no type has the narrower one, also where only its base is known', async () => {
  const codec = echoCodec(await written({ 'main.wsdl': echoing(SCHEMA) }));
  expect(codec.encode({ kennel: KENNEL })).toMatch(/<\w+:pet><\w+:name>Rex</);
  const kennel = (pet: string): string => `${pet}<code>k</code><size>1</size></SORT>`;
  const read = (pet: string): unknown => {
    const own = `<kennel kind="kennel">${kennel(pet).replace('SORT', 'kennel')}`;
    const other = `<box xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="Kennel" kind="kennel">${kennel(pet).replace('SORT', 'box')}`;
    const decoded = codec.decode(envelope(`<Message xmlns="urn:t">${own}${other}</Message>`), undefined);
    const value = decoded.kind === 'value' ? (decoded.value as Record<string, { pet: unknown }>) : {};
    expect(value.box?.pet).toEqual(value.kennel?.pet);
    return value.kennel?.pet;
  };
  expect(read('<pet><name>Rex</name><barks>3</barks></pet>')).toEqual({ __typename: 'Dog', name: 'Rex', barks: 3 });
  expect(
    read(
      '<pet xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="Puppy"><name>P</name><barks>1</barks></pet>',
    ),
  ).toEqual({ __typename: 'Puppy', name: 'P', barks: 1 });
});
