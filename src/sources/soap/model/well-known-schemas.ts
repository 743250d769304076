import {
  POLICY,
  POLICY_2004,
  SAML1,
  SAML2,
  SAML2_PROTOCOL,
  SOAP11,
  SOAP12,
  TRUST,
  TRUST_2005,
  WSA,
  WSA_2004,
  WSI_SWAREF,
  WSSE,
  WSU,
  XLINK,
  XML,
  XMLDSIG,
  XMLENC,
  XMLMIME,
  XOP,
} from '../xml/namespaces.ts';
import { type DescriptionDocument, readDocument } from './description-document.ts';

/**
 * Schemas that descriptions refer to without bringing them along, or by the URL of a standard: what they declare that can stand in a
 * message, in the words of this translator. Those of XSD itself and of SOAP encoding are not here, since their types are built in.
 */
const BODIES: Readonly<Record<string, string>> = {
  [XML]: `
    <xs:attribute name="lang" type="xs:language"/><xs:attribute name="base" type="xs:anyURI"/><xs:attribute name="id" type="xs:ID"/>
    <xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName"><xs:enumeration value="default"/>
      <xs:enumeration value="preserve"/></xs:restriction></xs:simpleType></xs:attribute>
    <xs:attributeGroup name="specialAttrs"><xs:attribute ref="own:base"/><xs:attribute ref="own:lang"/>
      <xs:attribute ref="own:space"/><xs:attribute ref="own:id"/></xs:attributeGroup>`,
  [XMLMIME]: `
    <xs:attribute name="contentType" type="xs:string"/><xs:attribute name="expectedContentTypes" type="xs:string"/>
    ${['base64Binary', 'hexBinary']
      .map(
        (type) => `<xs:complexType name="${type}"><xs:simpleContent><xs:extension base="xs:${type}">
          <xs:attribute ref="own:contentType"/></xs:extension></xs:simpleContent></xs:complexType>`,
      )
      .join('')}`,
  [XOP]: `
    <xs:element name="Include" type="own:Include"/>
    <xs:complexType name="Include"><xs:attribute name="href" type="xs:anyURI" use="required"/></xs:complexType>`,
  [SOAP11]: `
    <xs:attribute name="mustUnderstand" type="xs:boolean"/><xs:attribute name="actor" type="xs:anyURI"/>
    <xs:attribute name="encodingStyle" type="xs:string"/>`,
  [SOAP12]: `
    <xs:attribute name="mustUnderstand" type="xs:boolean"/><xs:attribute name="role" type="xs:anyURI"/>
    <xs:attribute name="relay" type="xs:boolean"/><xs:attribute name="encodingStyle" type="xs:anyURI"/>`,
  [XLINK]: `
    ${['href', 'type', 'role', 'arcrole', 'title', 'show', 'actuate', 'label', 'from', 'to'].map((name) => `<xs:attribute name="${name}" type="xs:string"/>`).join('')}
    <xs:attributeGroup name="simpleLink"><xs:attribute ref="own:href"/><xs:attribute ref="own:role"/><xs:attribute ref="own:title"/></xs:attributeGroup>
    <xs:attributeGroup name="simpleAttrs"><xs:attribute ref="own:href"/><xs:attribute ref="own:role"/><xs:attribute ref="own:title"/></xs:attributeGroup>`,
  [WSI_SWAREF]: '<xs:simpleType name="swaRef"><xs:restriction base="xs:anyURI"/></xs:simpleType>',
  [XMLDSIG]: open(
    'Signature SignedInfo SignatureValue KeyInfo KeyName KeyValue X509Data Reference Transforms DigestMethod Object',
  ),
  [XMLENC]: open('EncryptedData EncryptedKey EncryptionProperties'),
  [SAML1]: open('Assertion AttributeStatement AuthenticationStatement Attribute Subject NameIdentifier'),
  [SAML2]: open('Assertion EncryptedAssertion AttributeStatement AuthnStatement Attribute Subject NameID Issuer'),
  [SAML2_PROTOCOL]: open('AuthnRequest LogoutRequest Response Status'),
  [TRUST]: open('RequestSecurityToken RequestSecurityTokenResponse RequestSecurityTokenResponseCollection'),
  [TRUST_2005]: open('RequestSecurityToken RequestSecurityTokenResponse RequestSecurityTokenResponseCollection'),
  [POLICY]: open('Policy PolicyReference AppliesTo PolicyAttachment'),
  [POLICY_2004]: open('Policy PolicyReference AppliesTo PolicyAttachment'),
  [WSA]: addressing('Metadata'),
  [WSA_2004]: addressing('ReferenceProperties'),
  [WSU]: `
    <xs:attribute name="Id" type="xs:ID"/>
    <xs:complexType name="AttributedDateTime"><xs:simpleContent><xs:extension base="xs:string">
      <xs:attribute ref="own:Id"/></xs:extension></xs:simpleContent></xs:complexType>
    <xs:element name="Created" type="own:AttributedDateTime"/><xs:element name="Expires" type="own:AttributedDateTime"/>
    <xs:complexType name="TimestampType"><xs:sequence><xs:element ref="own:Created" minOccurs="0"/>
      <xs:element ref="own:Expires" minOccurs="0"/></xs:sequence><xs:attribute ref="own:Id"/></xs:complexType>
    <xs:element name="Timestamp" type="own:TimestampType"/>`,
  [WSSE]: `
    <xs:complexType name="AttributedString"><xs:simpleContent><xs:extension base="xs:string">
      <xs:attribute name="Type" type="xs:anyURI"/><xs:attribute name="EncodingType" type="xs:anyURI"/></xs:extension>
      </xs:simpleContent></xs:complexType>
    <xs:element name="Username" type="own:AttributedString"/><xs:element name="Password" type="own:AttributedString"/>
    <xs:element name="Nonce" type="own:AttributedString"/>
    <xs:complexType name="UsernameTokenType"><xs:sequence><xs:element ref="own:Username"/>
      <xs:element ref="own:Password" minOccurs="0"/><xs:element ref="own:Nonce" minOccurs="0"/>
      <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
    <xs:element name="UsernameToken" type="own:UsernameTokenType"/>
    <xs:complexType name="SecurityHeaderType"><xs:sequence><xs:element ref="own:UsernameToken" minOccurs="0"/>
      <xs:any processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
    <xs:element name="Security" type="own:SecurityHeaderType"/>`,
};

/** Elements that a message only passes on: their content is XML. */
function open(names: string): string {
  const type =
    '<xs:sequence><xs:any processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute/>';
  return names
    .split(' ')
    .map(
      (name) =>
        `<xs:complexType name="${name}Type">${type}</xs:complexType><xs:element name="${name}" type="own:${name}Type"/>`,
    )
    .join('');
}

function addressing(extra: string): string {
  const uri = (name: string): string => `<xs:element name="${name}" type="own:AttributedURI"/>`;
  return `
    <xs:complexType name="AttributedURI"><xs:simpleContent><xs:extension base="xs:anyURI"/></xs:simpleContent></xs:complexType>
    <xs:complexType name="AttributedURIType"><xs:simpleContent><xs:extension base="xs:anyURI"/></xs:simpleContent></xs:complexType>
    <xs:complexType name="Open"><xs:sequence><xs:any processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
    <xs:complexType name="EndpointReferenceType"><xs:sequence>
      <xs:element name="Address" type="own:AttributedURI"/>
      <xs:element name="ReferenceParameters" type="own:Open" minOccurs="0"/>
      <xs:element name="${extra}" type="own:Open" minOccurs="0"/>
      <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
    ${['EndpointReference', 'ReplyTo', 'From', 'FaultTo'].map((name) => `<xs:element name="${name}" type="own:EndpointReferenceType"/>`).join('')}
    ${['To', 'Action', 'MessageID'].map(uri).join('')}
    <xs:complexType name="RelatesToType"><xs:simpleContent><xs:extension base="xs:anyURI">
      <xs:attribute name="RelationshipType" type="xs:anyURI"/></xs:extension></xs:simpleContent></xs:complexType>
    <xs:element name="RelatesTo" type="own:RelatesToType"/>`;
}

/** A schema by its target namespace; undefined: it is not one of these. */
export function wellKnownSchema(namespace: string): DescriptionDocument | undefined {
  const body = Object.hasOwn(BODIES, namespace) ? BODIES[namespace] : undefined;
  if (body === undefined) return undefined;
  const text = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:own="${namespace}" targetNamespace="${namespace}" elementFormDefault="qualified">${body}</xs:schema>`;
  return readDocument(namespace, text);
}

/** Need a namespace's schema not be read? Those of SOAP encoding and of XSD have nothing that is not built in. */
export const isWellKnown = (namespace: string): boolean =>
  Object.hasOwn(BODIES, namespace) ||
  /^http:\/\/schemas\.xmlsoap\.org\/(?:soap\/encoding|wsdl)\/(?:soap12?\/|mime\/|http\/)?$/.test(namespace) ||
  namespace === 'http://www.w3.org/2003/05/soap-encoding' ||
  namespace === 'http://www.w3.org/2001/XMLSchema';
