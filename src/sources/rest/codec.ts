import {
  type GraphQLInputType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { holdsUpload, isUpload } from '../../utils/uploaded-file.ts';
import { mayRound, parseLossless } from '../shared/json-text.ts';
import type { MultipartPart } from '../shared/multipart-body.ts';
import { assertHeaderValue, assertSegments, encodeSegment, encodeText, invalidArgument } from '../shared/url-text.ts';
import { malformed } from './fault.ts';
import { fill, isTemplate, lookUp, type Template } from './translate/template.ts';
import { typeAt } from './translate/type-at.ts';
import { wireName } from './translate.ts';
import type { RestWire } from './wire.ts';

type Args = Readonly<Record<string, unknown>>;

export interface RestRequest {
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RestBody | undefined;
}

export type RestBody =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] }
  | { readonly kind: 'file'; readonly file: unknown };

/** Arguments -> request. Rejects with `BAD_USER_INPUT` before anything is sent. */
export function encodeRequest(wire: RestWire, args: Args): RestRequest {
  const look = (path: readonly string[]): unknown => {
    const [arg = '', ...inner] = path;
    return withWireNames(typeAt(wire.inputs.get(arg), inner), lookUp(path, args));
  };
  const path = wire.path.parts
    .map((part) => {
      if ('text' in part) return part.text;
      const value = look(part.path);
      if (value === undefined) throw invalidArgument(part.path.join('.'), 'is required');
      return encodeSegment(part.path.join('.'), plainText(value));
    })
    .join('');
  const query = wire.query.flatMap(({ name, value }) => {
    const filled = fill(value, look, plainText);
    if (filled === undefined) return [];
    return (Array.isArray(filled) ? filled : [filled]).map((item) => `${name}=${encodeText(plainText(item))}`);
  });
  const headers: Record<string, string> = {};
  for (const { name, value } of wire.headers) {
    const filled = fill(value, look, plainText);
    if (filled !== undefined) headers[name] = assertHeaderValue(name, plainText(filled));
  }
  const body = wire.body === undefined ? undefined : fillBody(wire.body, look);
  return {
    path: assertSegments(path, wire.path.text),
    query,
    headers,
    body: body === undefined ? undefined : encodeBody(wire.bodyKind, body),
  };
}

/** An input value with the names that `@json` gives its fields. */
function withWireNames(type: GraphQLInputType | undefined, value: unknown): unknown {
  const inner = type === undefined ? undefined : getNullableType(type);
  if (isListType(inner)) return Array.isArray(value) ? value.map((item) => withWireNames(inner.ofType, item)) : value;
  if (!isInputObjectType(inner) || typeof value !== 'object' || value === null) return value;
  const fields = inner.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const field = fields[name];
      return field === undefined ? [name, item] : [wireName(field), withWireNames(field.type, item)];
    }),
  );
}

function encodeBody(kind: RestWire['bodyKind'], body: unknown): RestBody {
  switch (kind) {
    case 'file':
      return { kind, file: body };
    case 'multipart':
      return { kind, parts: Object.entries(body ?? {}).flatMap(([name, value]) => partsOf(name, value)) };
    case 'json':
      return { kind, text: JSON.stringify(body) };
  }
}

/** A list is as many parts of one name; an object is JSON. */
function partsOf(name: string, value: unknown): MultipartPart[] {
  return (Array.isArray(value) ? value : [value]).flatMap((item): MultipartPart[] => {
    if (item === undefined || item === null) return [];
    if (typeof item !== 'object' || isUpload(item)) return [{ name, mediaType: undefined, value: item }];
    if (holdsUpload(item)) throw invalidArgument(name, 'is sent as JSON, in which there can be no file');
    return [{ name, mediaType: 'application/json', value: JSON.stringify(item) }];
  });
}

const plainText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function fillBody(body: unknown, look: (path: readonly string[]) => unknown): unknown {
  if (isTemplate(body)) return fill(body as Template, look, plainText);
  if (Array.isArray(body)) return body.map((item) => fillBody(item, look)).filter((item) => item !== undefined);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      const filled = fillBody(value, look);
      return filled === undefined ? [] : [[key, filled]];
    }),
  );
}

/** The field's value in a JSON answer, with the schema's names. Rejects with `UPSTREAM_MALFORMED` where the structure differs. */
export function decodeAnswer(wire: RestWire, text: string, status: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(
      text.trim() === '' ? 'an empty body instead of JSON' : 'a body that is no JSON',
      status,
      text,
      error,
    );
  }
  // Numbers that JavaScript rounds, for types that hold them.
  let exact = mayRound(text) ? parseLossless(text) : value;
  for (const [index, name] of wire.result.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      throw malformed(`it has no ${wire.result.slice(0, index + 1).join('.')}`, status, text);
    }
    value = (value as Record<string, unknown>)[name];
    exact = (exact as Record<string, unknown>)[name];
  }
  return shaped(wire.type, value, exact, wire.result.join('.') || 'the body', (reason) =>
    malformed(reason, status, text),
  );
}

const EXACT = new Set(['BigInt', 'Decimal', 'ID', 'String']);

function shaped(
  type: GraphQLOutputType,
  value: unknown,
  exact: unknown,
  path: string,
  fail: (reason: string) => Error,
): unknown {
  if (value === null || value === undefined) return value;
  const inner = getNullableType(type);
  if (isLeafType(inner)) return typeof value === 'number' && EXACT.has(inner.name) ? exact : value;
  if (isListType(inner)) {
    if (!Array.isArray(value)) throw fail(`${path} is no list`);
    const items = exact as readonly unknown[];
    return value.map((item, index) =>
      shaped(inner.ofType as GraphQLOutputType, item, items[index], `${path}[${index}]`, fail),
    );
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw fail(`${path} is no object`);
  // An abstract type's value says its type itself.
  if (isAbstractType(inner) || !isObjectType(inner)) return value;
  const from = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.values(inner.getFields()).map((field) => {
      const name = wireName(field);
      const own = Object.hasOwn(from, name) ? from[name] : undefined;
      const precise = (exact as Record<string, unknown>)[name];
      return [field.name, shaped(field.type, own, precise, `${path}.${name}`, fail)];
    }),
  );
}
