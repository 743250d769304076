import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { SoapCodec } from '../../../src/sources/soap/codec.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import type { SoapOptions } from '../../../src/sources/soap/options.ts';
import type { SoapWire } from '../../../src/sources/soap/wire.ts';
import type { SourceIO, Subschema } from '../../../src/sources/source.ts';

/** Opens the description `main.wsdl` among documents that a test writes itself. */
export async function written(
  documents: Readonly<Record<string, string>>,
  options: Partial<SoapOptions> = {},
): Promise<Subschema> {
  const io: SourceIO = {
    baseDir: '/described',
    readFile: (path) => {
      const text = documents[path.replace('/described/', '')];
      if (text === undefined) {
        return Promise.reject(
          new GatewayError('DESCRIPTION_UNREADABLE', `${path} cannot be read: there is no such file.`),
        );
      }
      return Promise.resolve(Buffer.from(text));
    },
    listFiles: () => Promise.resolve([]),
    fetch: (url) => Promise.reject(new Error(`${url.href} is not to be fetched`)),
  };
  const definition = soap('main.wsdl', options);
  return (await definition.open(definition.options, io)).subschema;
}

/** Start of a `wsdl:definitions`, with the prefixes that the pieces of these tests use. */
export const DEFINITIONS = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:t="urn:t" targetNamespace="urn:t">`;

/** A WSDL whose one operation `Echo` takes and gives the element `t:Message`. */
export const echoing = (
  schema: string,
  attributes = 'elementFormDefault="qualified"',
  more = '',
): string => `${DEFINITIONS}
  <wsdl:types><xs:schema targetNamespace="urn:t" ${attributes}>${schema}</xs:schema>${more}</wsdl:types>
  <wsdl:message name="M"><wsdl:part name="p" element="t:Message"/></wsdl:message>
  ${portTypeAndBinding('document', 'message="t:M"')}</wsdl:definitions>`;

export const portTypeAndBinding = (style: 'document' | 'rpc', message: string, body = 'use="literal"'): string => `
  <wsdl:portType name="P"><wsdl:operation name="Echo"><wsdl:input ${message}/><wsdl:output ${message}/></wsdl:operation></wsdl:portType>
  <wsdl:binding name="B" type="t:P"><soap:binding style="${style}" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Echo"><soap:operation soapAction=""/><wsdl:input><soap:body ${body}/></wsdl:input><wsdl:output><soap:body ${body}/></wsdl:output></wsdl:operation></wsdl:binding>
  <wsdl:service name="S"><wsdl:port name="P" binding="t:B"><soap:address location="http://127.0.0.1:1/"/></wsdl:port></wsdl:service>`;

/** What reading a description had to say, the guesses about reading and writing left out. */
export const remarks = (subschema: Subschema): readonly string[] =>
  subschema.issues
    .filter(({ code }) => code !== 'EFFECT_GUESSED')
    .map(({ severity, code, message }) => `${severity} ${code} ${message}`);

export function echoCodec(subschema: Subschema): SoapCodec {
  const operation = subschema.operations.get('Query.echo');
  if (operation === undefined) throw new Error('there is no operation Echo');
  return new SoapCodec(operation.wire as SoapWire);
}

/** Writes the arguments and reads them back. */
export function echoed(subschema: Subschema, args: Readonly<Record<string, unknown>>): unknown {
  const codec = echoCodec(subschema);
  const decoded = codec.decode(codec.encode(args), undefined);
  return decoded.kind === 'value' ? JSON.parse(JSON.stringify(decoded.value)) : decoded;
}
