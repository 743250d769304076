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
