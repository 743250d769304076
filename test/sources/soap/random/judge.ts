import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  coerceInputValue,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  validateSchema,
} from 'graphql';
import { expect } from 'vitest';
import { SoapCodec } from '../../../../src/sources/soap/codec.ts';
import type { SoapWire } from '../../../../src/sources/soap/wire.ts';
import type { Selection } from '../../../../src/sources/source.ts';
import { open } from '../soap-service.ts';
import { diceOf } from './dice.ts';
import type { Values } from './particles.ts';
import { randomExchange } from './schema.ts';

/** A WSDL whose operation `Echo` takes and gives the element `Message` of `random.xsd` beside it. */
export const RANDOM_WSDL = `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:random" targetNamespace="urn:random">
  <wsdl:types><xs:schema><xs:import namespace="urn:random" schemaLocation="random.xsd"/></xs:schema></wsdl:types>
  <wsdl:message name="M"><wsdl:part name="p" element="t:Message"/></wsdl:message>
  <wsdl:portType name="P"><wsdl:operation name="Echo"><wsdl:input message="t:M"/><wsdl:output message="t:M"/></wsdl:operation></wsdl:portType>
  <wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Echo"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
</wsdl:definitions>`;

export const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

/** Fails unless random values of a random type are accepted, written valid, read back equal and fit the types of the field. */
export async function judge(folder: string, seed: number, count: number): Promise<void> {
  const { documents, values } = randomExchange(seed, count);
  for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text);
  const { subschema } = await open('random.wsdl', {}, folder);
  expect(subschema.issues.filter(({ code }) => code !== 'EFFECT_GUESSED')).toEqual([]);
  expect(validateSchema(subschema.schema)).toEqual([]);
  const [operation] = subschema.operations.values();
  const field = subschema.schema.getQueryType()?.getFields().echo;
  if (operation === undefined || field === undefined) throw new Error('there is no field "echo"');
  const wire = operation.wire as SoapWire;
  const codec = new SoapCodec(wire);
  const mapping = wire.response?.mapping;
  const files: string[] = [];
  const dice = diceOf(seed);
  for (const [index, { input, output }] of values.entries()) {
    for (const argument of field.args) coerceInputValue(input[argument.name], argument.type);
    const envelope = codec.encode(input);
    const decoded = codec.decode(envelope, undefined);
    if (decoded.kind !== 'value') throw new Error(decoded.kind);
    let wanted: unknown = output;
    if (mapping?.kind === 'unwrapped') {
      for (const step of mapping.path) wanted = (wanted as Values | undefined)?.[step.name];
    }
    expect(plain(decoded.value)).toEqual(plain(wanted));
    expectFits(decoded.value, field.type, 'echo');
    const selection = selectionOf(field.type, 0);
    const part = codec.decode(envelope, selection);
    expect(plain(part.kind === 'value' ? part.value : part)).toEqual(plain(projected(decoded.value, selection)));
    const file = join(folder, `${index}.xml`);
    await writeFile(file, bodyOf(envelope));
    files.push(file);
  }
  if (!hasXmllint) return;
  const verdict = spawnSync('xmllint', ['--noout', '--schema', join(folder, 'random.xsd'), ...files], {
    encoding: 'utf8',
  });
  expect(verdict.status, verdict.stderr).toBe(0);

  /** Some fields of a type, at least one; undefined for what has none. */
  function selectionOf(type: GraphQLOutputType, depth: number): Selection | undefined {
    const inner = getNamedType(type);
    if (isLeafType(inner)) return undefined;
    const types = isAbstractType(inner) ? subschema.schema.getPossibleTypes(inner) : [inner];
    const all = types.flatMap((one) => Object.values(one.getFields()));
    const chosen = all.filter((one) => dice.chance(0.6) && (depth < 5 || isLeafType(getNamedType(one.type))));
    const fields = new Map(chosen.map((one) => [one.name, selectionOf(one.type, depth + 1) ?? null]));
    return { fields, key: '' };
  }

  /** What a field's type promises: no null where there may be none, leaves that serialize, a type name that is one. */
  function expectFits(value: unknown, type: GraphQLOutputType, path: string): void {
    if (isNonNullType(type)) {
      expect(value ?? null, `${path} is never null`).not.toBeNull();
      expectFits(value, type.ofType, path);
    } else if (value === null || value === undefined) return;
    else if (isListType(type)) {
      for (const item of value as unknown[]) expectFits(item, type.ofType, `${path}[]`);
    } else if (isLeafType(type)) type.serialize(value);
    else {
      const name = (value as Values).__typename;
      const concrete = isAbstractType(type) ? subschema.schema.getType(String(name)) : getNamedType(type);
      if (!isObjectType(concrete)) throw new Error(`${path} has no object type ${String(name)}`);
      for (const inner of Object.values(concrete.getFields())) {
        expectFits((value as Values)[inner.name], inner.type, `${path}.${inner.name}`);
      }
    }
  }
}

function projected(value: unknown, selection: Selection | undefined | null): unknown {
  if (Array.isArray(value)) return value.map((item) => projected(item, selection));
  if (typeof value !== 'object' || value === null || selection === undefined || selection === null) return value;
  const kept = Object.entries(value).filter(([name]) => name === '__typename' || selection.fields.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, projected(inner, selection.fields.get(name))]));
}

/** The one element in the body, with the declarations of the envelope. */
function bodyOf(envelope: string): string {
  const declarations = /<soap:Envelope([^>]*)>/.exec(envelope)?.[1] ?? '';
  const [, body = ''] = /<soap:Body>([\s\S]*)<\/soap:Body>/.exec(envelope) ?? [];
  return body.replace(/^<([^\s/>]+)/, `<$1${declarations}`);
}

/** Without the copy of mixed content as XML. Absent, null and, for lists, empty are one in GraphQL; numbers of the wire are texts where digits would be lost. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => plain(item) ?? null);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value as Values).map(([name, inner]) => [name, plain(inner)] as const);
  return Object.fromEntries(entries.filter(([name, inner]) => inner !== undefined && name !== 'content'));
}
