/** Namespace names of the standards that this kind of source knows. */
export const XSD = 'http://www.w3.org/2001/XMLSchema';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const XML = 'http://www.w3.org/XML/1998/namespace';
export const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
export const WSDL20 = 'http://www.w3.org/ns/wsdl';
export const WSDL_SOAP11 = 'http://schemas.xmlsoap.org/wsdl/soap/';
export const WSDL_SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/';
export const WSDL_MIME = 'http://schemas.xmlsoap.org/wsdl/mime/';
export const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
export const SOAP11_ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';
export const SOAP12_ENCODING = 'http://www.w3.org/2003/05/soap-encoding';
export const APACHE_SOAP = 'http://xml.apache.org/xml-soap';
export const WSA = 'http://www.w3.org/2005/08/addressing';
export const WSA_2004 = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
export const WSAM = 'http://www.w3.org/2007/05/addressing/metadata';
export const WSAW = 'http://www.w3.org/2006/05/addressing/wsdl';
export const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
export const XOP = 'http://www.w3.org/2004/08/xop/include';
export const XMLMIME = 'http://www.w3.org/2005/05/xmlmime';

export const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
export const XLINK = 'http://www.w3.org/1999/xlink';
export const WSI_SWAREF = 'http://ws-i.org/profiles/basic/1.1/xsd';
export const SAML1 = 'urn:oasis:names:tc:SAML:1.0:assertion';
export const SAML2 = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const SAML2_PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const TRUST = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
export const TRUST_2005 = 'http://schemas.xmlsoap.org/ws/2005/02/trust';
export const POLICY_2004 = 'http://schemas.xmlsoap.org/ws/2004/09/policy';
export const POLICY = 'http://www.w3.org/ns/ws-policy';

/** Names that XSD had before it was a recommendation; descriptions of that time are still in use. */
const DRAFTS = new Set(['http://www.w3.org/1999/XMLSchema', 'http://www.w3.org/2000/10/XMLSchema']);

/** The namespace that is meant. */
export const currentNamespace = (namespace: string): string => (DRAFTS.has(namespace) ? XSD : namespace);

/** A qualified name as one text: `{namespace}local`. */
export const clark = (namespace: string, local: string): string => `{${namespace}}${local}`;
