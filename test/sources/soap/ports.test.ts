import { expect, test } from 'vitest';
import type { SoapOptions } from '../../../src/sources/soap/options.ts';
import type { SoapWire } from '../../../src/sources/soap/wire.ts';
import { DEFINITIONS, remarks, written } from './written.ts';

const NAMESPACES =
  ' xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:http="http://schemas.xmlsoap.org/wsdl/http/">';

const binding = (name: string, type: string, kind: string, attributes: string): string =>
  `<wsdl:binding name="${name}" type="t:${type}"><${kind}:binding ${attributes}/><wsdl:operation name="Echo"><${kind}:operation soapAction="${name}" location="/"/></wsdl:operation></wsdl:binding>`;
const port = (name: string, bound: string, kind: string): string =>
  `<wsdl:port name="${name}" binding="t:${bound}"><${kind}:address location="http://127.0.0.1:1/${name}"/></wsdl:port>`;
const portType = (name: string): string =>
  `<wsdl:portType name="${name}"><wsdl:operation name="Echo"><wsdl:input message="t:M"/></wsdl:operation></wsdl:portType>`;
const HTTP = 'transport="http://schemas.xmlsoap.org/soap/http"';

/** Two services; one port type by SOAP 1.2, SOAP 1.1, HTTP and at two places, one by JMS alone. */
const MANY = `${DEFINITIONS.replace('>', NAMESPACES)}<wsdl:message name="M"/>${portType('Main')}${portType('Queued')}
  ${binding('Main12', 'Main', 'soap12', HTTP)}${binding('Main11', 'Main', 'soap', HTTP)}${binding('MainGet', 'Main', 'http', 'verb="GET"')}
  ${binding('Queue', 'Queued', 'soap', 'transport="http://www.w3.org/2010/soapjms/"')}
  <wsdl:service name="Live">${port('Live12', 'Main12', 'soap12')}${port('Live11', 'Main11', 'soap')}${port('LiveGet', 'MainGet', 'http')}</wsdl:service>
  <wsdl:service name="Test">${port('Test11', 'Main11', 'soap')}${port('TestQueue', 'Queue', 'soap')}</wsdl:service></wsdl:definitions>`;

async function called(options: Partial<SoapOptions>): Promise<readonly string[]> {
  const subschema = await written({ 'main.wsdl': MANY }, options);
  return [...subschema.operations.values()].map(({ coordinate, wire }) => {
    const { version, address, action } = wire as SoapWire;
    return `${coordinate} ${version} ${address} ${action}`;
  });
}

test('of the ports of a port type one is called, SOAP 1.1 before 1.2, or the one that is named', async () => {
  expect(await called({})).toEqual(['Query.echo 1.1 http://127.0.0.1:1/Live11 Main11']);
  expect(await called({ port: 'Live12' })).toEqual(['Query.echo 1.2 http://127.0.0.1:1/Live12 Main12']);
  expect(await called({ service: 'Test' })).toEqual(['Query.echo 1.1 http://127.0.0.1:1/Test11 Main11']);
});

test('each port that is not called is named, with the reason', async () => {
  expect(remarks(await written({ 'main.wsdl': MANY }))).toEqual([
    'info UNSUPPORTED The port "Live12" is not used: "Live11" has the same operations; set port to "Live12" to call them there.',
    'info UNSUPPORTED The port "LiveGet" is not used: its binding "MainGet" is not SOAP over HTTP.',
    'info UNSUPPORTED The port "Test11" is not used: "Live11" has the same operations; set port to "Test11" to call them there.',
    'info UNSUPPORTED The port "TestQueue" is not used: its binding "Queue" is not SOAP over HTTP.',
    'info OPERATION_SKIPPED The operation "Echo" has no field: its port type "Queued" has no SOAP port that is used.',
  ]);
});
