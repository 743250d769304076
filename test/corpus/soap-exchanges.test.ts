import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import { SoapCodec } from '../../src/sources/soap/codec.ts';
import { soap } from '../../src/sources/soap/index.ts';
import { readMultipart } from '../../src/sources/soap/mime/read-multipart.ts';
import { securityHeader } from '../../src/sources/soap/security/ws-security.ts';
import type { SoapWire } from '../../src/sources/soap/wire.ts';
import { decodeXml } from '../../src/sources/soap/xml/xml-text.ts';
import { corpus, hasCorpus } from './soap-entries.ts';
import { canonicalEnvelope, comparable, scalarsOf, toArguments, toValue } from './soap-exchanges.ts';
import { type Edits, QUIRKS } from './soap-quirks.ts';

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

/** Every deviation is undone where it is, or it is none any more. */
function edited(text: string, edits: Edits = []): string {
  return edits.reduce((current, [from, to]) => {
    const next = current.replace(from, to);
    if (next === current) throw new Error(`Nothing is like ${from} in ${current}`);
    return next;
  }, text);
}

/** The security header that the exchange was recorded with, at the time that it says. */
function securityOf(exchange: string, recorded: string): string {
  const options = JSON.parse(read(exchange, 'security.json') ?? 'null');
  if (options?.type !== 'ws') return '';
  const { username, password, options: { hasTokenCreated = true } = {} } = options;
  return securityHeader(
    { usernameToken: { username, password, created: hasTokenCreated }, timestamp: 600, mustUnderstand: false },
    { now: new Date(/<wsu:Created>(.*?)</.exec(recorded)?.[1] ?? 0), nonce: Buffer.alloc(16) },
  );
}

const withoutXml = exchanges.filter((exchange) => QUIRKS[exchange]?.description !== undefined);

test.each(exchanges.filter((exchange) => !withoutXml.includes(exchange)))('request of %s', async (exchange) => {
  const recorded = read(exchange, 'request.xml', 'reqeust.xml');
  if (recorded === undefined) throw new Error('The exchange has no request.');
  const deviation = QUIRKS[exchange]?.request;
  const json = JSON.parse(read(exchange, 'request.json') ?? '{}');
  const headers = securityOf(exchange, recorded);
  const compare = async (values: Edits | undefined, xml: string): Promise<void> => {
    const [{ wire, codec } = { wire: undefined, codec: undefined }] = await codecOf(exchange);
    if (wire === undefined || codec === undefined) throw new Error('no operation');
    const args = JSON.parse(edited(JSON.stringify(argumentsOf(wire, json)), values));
    expect(canonicalEnvelope(codec.encode(args, { headers }), wire.encoded)).toBe(canonicalEnvelope(xml, wire.encoded));
  };
  if (deviation !== undefined) {
    await expect(compare(undefined, recorded), `${deviation.why}: no longer different`).rejects.toThrow();
  }
  await compare(deviation?.values, edited(recorded, deviation?.xml));
});

test.each(exchanges)('response of %s', async (exchange) => {
  const recorded = read(exchange, 'response.xml');
  if (recorded === undefined || withoutXml.includes(exchange)) return;
  const deviation = QUIRKS[exchange]?.response;
  const values = read(exchange, 'response.json', 'error_response.json') ?? 'null';
  const [{ wire, codec } = { wire: undefined, codec: undefined }] = await codecOf(exchange);
  if (wire === undefined || codec === undefined) throw new Error('no operation');
  const compare = (xml: string, json: unknown): void => {
    const multipart = readMultipart(Buffer.from(xml), '');
    const text = multipart === undefined ? xml : decodeXml(multipart.root.body);
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
    // What is compared follows our own shapes: nothing that the client found may be missing from them.
    expect(scalarsOf(value)).toEqual(expect.arrayContaining([...scalarsOf(json)]));
  };
  if (deviation !== undefined) {
    const why = typeof deviation === 'string' ? deviation : deviation.why;
    expect(() => compare(recorded, JSON.parse(values)), `${why}: no longer different`).toThrow();
  }
  if (typeof deviation === 'string') return;
  compare(edited(recorded, deviation?.xml), JSON.parse(edited(values, deviation?.values)));
});

const faultOf = (json: unknown): { faultcode: string; faultstring: string } => {
  const { Envelope } = json as { Envelope: { Body: { Fault: { faultcode: string; faultstring: string } } } };
  return Envelope.Body.Fault;
};
