import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { validateSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SoapCodec } from '../../../src/sources/soap/codec.ts';
import type { SoapWire } from '../../../src/sources/soap/wire.ts';
import { randomExchange, type Values } from './random-schema.ts';
import { open } from './soap-service.ts';

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soap-random-'));
  await writeFile(
    join(folder, 'random.wsdl'),
    `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:random" targetNamespace="urn:random">
  <wsdl:types><xs:schema><xs:import namespace="urn:random" schemaLocation="random.xsd"/></xs:schema></wsdl:types>
  <wsdl:message name="M"><wsdl:part name="p" element="t:Message"/></wsdl:message>
  <wsdl:portType name="P"><wsdl:operation name="Echo"><wsdl:input message="t:M"/><wsdl:output message="t:M"/></wsdl:operation></wsdl:portType>
  <wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Echo"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
</wsdl:definitions>`,
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Absent, null and, for lists, empty are one in GraphQL; numbers of the wire are texts where digits would be lost. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => plain(item) ?? null);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value as Values).map(([name, inner]) => [name, plain(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

test(`random values of random types are written valid and read back equal${hasXmllint ? '' : ' (xmllint is absent: not judged by it)'}`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { xsd, values } = randomExchange(seed, 6);
      await writeFile(join(folder, 'random.xsd'), xsd);
      const { subschema } = await open('random.wsdl', {}, folder);
      expect(subschema.issues.filter(({ code }) => code !== 'EFFECT_GUESSED')).toEqual([]);
      expect(validateSchema(subschema.schema)).toEqual([]);
      const [operation] = subschema.operations.values();
      const wire = operation?.wire as SoapWire;
      const codec = new SoapCodec(wire);
      const mapping = wire.response?.mapping;
      const files: string[] = [];
      for (const [index, { input, output }] of values.entries()) {
        const envelope = codec.encode(input);
        const decoded = codec.decode(envelope, undefined);
        if (decoded.kind !== 'value') throw new Error(decoded.kind);
        let wanted: unknown = output;
        if (mapping?.kind === 'unwrapped') {
          for (const field of mapping.path) wanted = (wanted as Values | undefined)?.[field.name];
        }
        expect(plain(decoded.value)).toEqual(plain(wanted));
        if (!hasXmllint) continue;
        const declarations = /<soap:Envelope([^>]*)>/.exec(envelope)?.[1] ?? '';
        const [, body = ''] = /<soap:Body>([\s\S]*)<\/soap:Body>/.exec(envelope) ?? [];
        const file = join(folder, `${index}.xml`);
        await writeFile(file, body.replace(/^<([^\s/>]+)/, `<$1${declarations}`));
        files.push(file);
      }
      if (!hasXmllint) return;
      const verdict = spawnSync('xmllint', ['--noout', '--schema', join(folder, 'random.xsd'), ...files], {
        encoding: 'utf8',
      });
      expect(verdict.status, verdict.stderr).toBe(0);
    }),
    { numRuns: Number(process.env.INTERLACE_FUZZ_RUNS ?? 60) },
  );
}, 120_000);
