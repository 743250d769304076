import { expect, test } from 'vitest';
import type { SoapWire } from '../../../src/sources/soap/wire.ts';
import { echoing, written } from './written.ts';

const USING = '<w:UsingAddressing xmlns:w="http://www.w3.org/2006/05/addressing/wsdl"/>';
const ADDRESSING =
  '<m:Addressing xmlns:m="http://www.w3.org/2007/05/addressing/metadata" ATTRIBUTES><p:Policy/></m:Addressing>';
const REFERENCE = '<p:PolicyReference URI="#policy"/>';

/** Does the operation send WS-Addressing headers, by what stands in its binding, its port and the description? */
async function isAddressed(inBinding: string, inPort = '', policy = ''): Promise<boolean | undefined> {
  const text = echoing('<xs:element name="Message" type="xs:int"/>')
    .replace(
      ' targetNamespace="urn:t">',
      ` targetNamespace="urn:t" xmlns:p="http://schemas.xmlsoap.org/ws/2004/09/policy">${policy}`,
    )
    .replace('<soap:binding ', `${inBinding}<soap:binding `)
    .replace('</wsdl:port>', `${inPort}</wsdl:port>`);
  const subschema = await written({ 'main.wsdl': text });
  return (subschema.operations.get('Query.echo')?.wire as SoapWire | undefined)?.addressing.required;
}

const policy = (assertion: string): string =>
  `<p:Policy u:Id="policy" xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><p:ExactlyOne><p:All>${assertion}</p:All></p:ExactlyOne></p:Policy>`;

test.each([
  ['its binding says so', USING, '', ''],
  ['its port says so', '', USING, ''],
  ['the policy in its binding says so', policy(ADDRESSING.replace('ATTRIBUTES', '')), '', ''],
  ['the policy that its binding names says so', REFERENCE, '', policy(USING)],
  ['the policy that its port names says so', '', REFERENCE, policy(ADDRESSING.replace('ATTRIBUTES', ''))],
])('an operation has WS-Addressing headers where %s', async (_, inBinding, inPort, inDescription) => {
  expect(await isAddressed(inBinding, inPort, inDescription)).toBe(true);
});

test.each([
  ['nothing says so', '', ''],
  ['a policy says that it may', REFERENCE, policy(ADDRESSING.replace('ATTRIBUTES', 'p:Optional="true"'))],
  ['a policy says so that it does not name', '', policy(ADDRESSING.replace('ATTRIBUTES', ''))],
  [
    'the policy that it names is not there, or names itself',
    `${REFERENCE}<p:PolicyReference URI="#none"/>`,
    policy(REFERENCE),
  ],
])('an operation has none where %s', async (_, inBinding, inDescription) => {
  expect(await isAddressed(inBinding, '', inDescription)).toBe(false);
});
