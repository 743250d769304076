import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import { SoapCodec } from '../../src/sources/soap/codec.ts';
import { soap } from '../../src/sources/soap/index.ts';
import { readMultipart } from '../../src/sources/soap/mime/read-multipart.ts';
import type { SoapWire } from '../../src/sources/soap/wire.ts';
import { decodeXmlBytes } from '../../src/sources/soap/xml/xml-text.ts';
import { corpus, hasCorpus } from './soap-entries.ts';
import { canonicalBody, comparable, toArguments, toValue } from './soap-exchanges.ts';

/** What the client that recorded the exchange does against WSDL, XSD or SOAP. */
interface Quirk {
  readonly description?: string;
  readonly request?: string;
  readonly response?: string;
}

const QUIRKS: Readonly<Record<string, Quirk>> = {
  Dummy__should_escape_xml: { request: 'sends xsi:nil for an element that is not nillable (XSD 1, 3.3.4)' },
  Dummy__should_handle_attributes_in_request: { request: 'sends an attribute that the type does not declare' },
  Dummy__should_ignore_custom_defined_namespaces: { request: 'sends an element that the type does not declare' },
  Dummy__should_use_defined_xml_key_in_first_level_for_rpc: {
    request: 'sends raw XML in place of the declared part',
    response: 'the rpc answer has no wrapper around its part (SOAP 1.1, 7.1)',
  },
  GetItemInformation__should_ignore_default_namespace_from_schema: {
    request: 'leaves out SupplierId, which has minOccurs 1',
  },
  IndienenBericht__should_work_with_deeply_nested_XML_messages: { request: 'leaves out a wildcard with minOccurs 1' },
  Message__Messages_suffixed_with_Input_Output: { request: 'sends bstrResourceId; the part is called bstrResourceID' },
  Message__Messages_suffixed_with_Request_Response: {
    request: 'sends bstrResourceId; the part is called bstrResourceID',
  },
  RetrieveCustomerDetails__returning_a_date_should_parse_the_date: {
    request: 'leaves out a required element instead of sending it as nil',
  },
  RetrieveFareQuoteDateRange__should_handle_child_namespaces: {
    request: 'sends a date where the schema has a dateTime',
  },
  UpdateProfile__correct_namespaces_in_sequence_with_imports: {
    request: 'leaves out PhoneData, which has minOccurs 1',
  },
  UpdateProfile__correct_namespaces_other_prefixes: { request: 'leaves out PhoneData, which has minOccurs 1' },
  addList__complex_extension_namespace_for_arrays: {
    request: 'does not say the type of an element whose own type is abstract (XSD 1, 2.6.1)',
  },
  get__complex_extension_without_explicit_namespace: {
    request: 'does not say the type of an element whose own type is abstract (XSD 1, 2.6.1)',
  },
  update__complex_extension_fields_in_parent_without_explicit_namespace: {
    request: 'does not say the type of an element whose own type is abstract (XSD 1, 2.6.1)',
  },
  addPets__force_namespaces: {
    request: 'was told to write another root element and sends an element that the type does not declare',
  },
  administrate__Complex_json_object_namespace_issue: { request: 'sends empty text for a boolean' },
  fooOp__should_return_back_good_response_object: {
    request: 'sends no namespaces although the schemas qualify',
    response: 'the namespace of the envelope is misspelt and the tags do not match',
  },
  getAvailability__should_not_fail_without_children: {
    request: 'sends elements of another operation, in a namespace that no binding has',
  },
  multiCall__rpc_stype_request_xsi_attributes: {
    request: 'writes untyped arrays in the namespace of the encoding (SOAP 1.1, 5.4.2: accessors are unqualified)',
  },
  Dummy__should_handle_cdata_xml_in_response: { response: 'parses the XML inside of a text' },
  Dummy__should_handle_inline_types: { response: 'answers a time as a number' },
  execFile__valid_xml_generated_on_request_with_complex_type_element_form_default_missing: {
    response: 'the element of the body is not the one of the message',
  },
  execFile__valid_xml_generated_on_request_with_complex_type_element_form_default_qualified: {
    response: 'the element of the body is not the one of the message',
  },
  execFile__valid_xml_generated_on_request_with_complex_type_element_form_default_unqualified: {
    response: 'the element of the body is not the one of the message',
  },
  getAppointmentNumber__should_be_able_to_parse_response: { response: 'the answer is no SOAP envelope' },
  login__complex_schema_xmlns_with_array_and_any_type_and_other_types: {
    response: 'drops an attribute of an open value',
  },
  attachments__should_send_binary_data: {
    description: 'the elements of the description are not in the namespace of WSDL',
  },
};

const directory = join(corpus, 'soap-exchanges');
const exchanges = hasCorpus ? readdirSync(directory).sort() : [];

test.skipIf(!hasCorpus)(`the recorded exchanges of ${corpus} are there`, () => {
  expect(exchanges.length).toBeGreaterThan(0);
});

const read = (exchange: string, ...files: string[]): string | undefined => {
  const file = files.map((name) => join(directory, exchange, name)).find((path) => existsSync(path));
  return file === undefined ? undefined : readFileSync(file, 'utf8');
};

/** The recorded descriptions keep their files in one folder, under the names of the folders that they came from. */
function mapOf(exchange: string): Record<string, string> {
  const files = readdirSync(join(directory, exchange)).filter((file) => file.endsWith('.xsd'));
  return Object.fromEntries(
    files.flatMap((file) => {
      const text = readFileSync(join(directory, exchange, file), 'utf8') + (read(exchange, 'soap.wsdl') ?? '');
      const locations = [...text.matchAll(/schemaLocation="([^"]+)"/g)].map((match) => match[1] ?? '');
      return locations.flatMap((location) => {
        const name = location.split('/').at(-1) ?? '';
        const target = readdirSync(join(directory, exchange)).find((candidate) => candidate === `soap.${name}`);
        return location.includes('/') ? [[location, target ?? name]] : [];
      });
    }),
  );
}

async function codecOf(exchange: string): Promise<{ wire: SoapWire; codec: SoapCodec }[]> {
  const definition = soap('soap.wsdl', { map: mapOf(exchange) });
  const { subschema } = await definition.open(definition.options, createNodeSourceIO(join(directory, exchange)));
  const wanted = exchange.split('__')[0] ?? '';
  const all = [...subschema.operations.values()];
  const named = all.filter((operation) => operation.label === wanted);
  return (named.length > 0 ? named : all).map((operation) => {
    const wire = operation.wire as SoapWire;
    return { wire, codec: new SoapCodec(wire, { cdata: ['TestMessage.message'] }) };
  });
}

const argumentsOf = (wire: SoapWire, json: unknown): Record<string, unknown> => {
  const { mapping, shape } = wire.request;
  return mapping.kind === 'value' ? { [mapping.name]: toValue(shape, json, true) } : toArguments(shape, json);
};

test.each(exchanges)('request of %s', async (exchange) => {
  const expected = read(exchange, 'request.xml', 'reqeust.xml');
  const quirk = QUIRKS[exchange];
  if (expected === undefined || quirk?.description !== undefined) return;
  const json = JSON.parse(read(exchange, 'request.json') ?? '{}');
  const attempts = (await codecOf(exchange)).map(({ wire, codec }) => {
    try {
      return canonicalBody(codec.encode(argumentsOf(wire, json)), wire.encoded);
    } catch (error) {
      return String(error);
    }
  });
  const wanted = canonicalBody(expected, true);
  const [first] = attempts;
  const found = attempts.find((attempt) => attempt === wanted) ?? first;
  if (quirk?.request === undefined) expect(found).toBe(wanted);
  else expect(found, `${quirk.request}: no longer different`).not.toBe(wanted);
});

test.each(exchanges)('response of %s', async (exchange) => {
  const xml = read(exchange, 'response.xml');
  const quirk = QUIRKS[exchange];
  if (xml === undefined || quirk?.description !== undefined) return;
  const json = JSON.parse(read(exchange, 'response.json', 'error_response.json') ?? 'null');
  const [{ wire, codec } = { wire: undefined, codec: undefined }] = await codecOf(exchange);
  if (wire === undefined || codec === undefined) throw new Error('no operation');
  const compare = (): void => {
    const multipart = readMultipart(Buffer.from(xml), '');
    const text = multipart === undefined ? xml : decodeXmlBytes(multipart.root.body);
    const decoded = codec.decode(text, undefined);
    if (decoded.kind === 'fault') {
      expect(comparable({ code: decoded.fault.code, reason: decoded.fault.reason })).toEqual(
        comparable({ code: faultOf(json).faultcode.replace(/^.*:/, ''), reason: faultOf(json).faultstring }),
      );
      return;
    }
    const mapping = wire.response?.mapping;
    const value = decoded.kind === 'empty' || mapping?.kind === 'nothing' ? undefined : decoded.value;
    let wanted: unknown =
      wire.response === undefined || json === null ? undefined : toValue(wire.response.shape, json, false);
    if (mapping?.kind === 'unwrapped') {
      for (const field of mapping.path) wanted = (wanted as Record<string, unknown> | null | undefined)?.[field.name];
    }
    expect(comparable(value)).toEqual(mapping?.kind === 'nothing' ? undefined : comparable(wanted));
  };
  if (quirk?.response === undefined) compare();
  else expect(compare, `${quirk.response}: no longer different`).toThrow();
});

const faultOf = (json: unknown): { faultcode: string; faultstring: string } => {
  const { Envelope } = json as { Envelope: { Body: { Fault: { faultcode: string; faultstring: string } } } };
  return Envelope.Body.Fault;
};
