import { isRecord } from '../../../utils/is-record.ts';
import { holdsUpload, isUpload } from '../../../utils/uploaded-file.ts';
import type { MultipartPart } from '../../shared/multipart-body.ts';
import { assertSegments, invalidArgument } from '../../shared/url-text.ts';
import { contentKind } from '../translate/media.ts';
import type { OpenApiWire, WireBody, WireParameter } from '../wire.ts';
import { checkInput } from './check-input.ts';
import { encodeValue, writeJson } from './encode.ts';
import { joinInnerLists, joinLists } from './nested-lists.ts';
import { cookiePairs, headerText, pathText, primitive, queryPairs } from './parameter.ts';
import { toXml } from './xml-value.ts';

/** A request as data: everything but the origin and the credentials. */
export interface EncodedRequest {
  readonly method: string;
  /** Path and query below the server's own path. */
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: EncodedBody | undefined;
}

export type EncodedBody =
  | { readonly mediaType: string; readonly kind: 'whole'; readonly content: string | Uint8Array }
  | { readonly mediaType: string; readonly kind: 'parts'; readonly parts: readonly MultipartPart[] }
  /** An `Upload` that is the whole body. */
  | { readonly mediaType: string; readonly kind: 'file'; readonly file: unknown };

type Args = Readonly<Record<string, unknown>>;

/** Arguments -> request. Rejects with `BAD_USER_INPUT` before anything is sent. */
export function encodeRequest(wire: OpenApiWire, args: Args): EncodedRequest {
  const query: string[] = [];
  const cookies: string[] = [];
  const headers: Record<string, string> = {};
  const inPath = new Map<string, string>();
  for (const parameter of wire.parameters) {
    const given = args[parameter.arg];
    if (given === undefined || given === null) {
      if (parameter.required) throw invalidArgument(parameter.arg, 'is required');
      continue;
    }
    checkInput(parameter.use, given, parameter.arg);
    if (!parameter.required && sameValue(given, parameter.default)) continue;
    const value = wireValue(parameter, given);
    const form = { ...parameter, name: parameter.name };
    switch (parameter.in) {
      case 'path':
        inPath.set(parameter.name, pathText(form, value));
        break;
      case 'query':
        query.push(...queryPairs(form, value));
        break;
      case 'querystring':
        query.push(
          typeof value === 'string'
            ? value.replace(/^\?/, '')
            : queryPairs({ ...form, explode: true }, value).join('&'),
        );
        break;
      case 'header':
        headers[parameter.name.toLowerCase()] = headerText(form, value);
        break;
      case 'cookie':
        cookies.push(...cookiePairs(form, value));
        break;
    }
  }
  const path = wire.path.replace(/\{([^{}]+)\}/g, (_, name: string) => inPath.get(name) ?? '');
  const [plain = '', fixedQuery] = path.split('?', 2);
  if (fixedQuery !== undefined) query.unshift(fixedQuery);
  return {
    method: wire.method,
    path: assertSegments(plain.split('#', 1)[0] ?? '', wire.path),
    query: query.filter((it) => it !== ''),
    headers,
    cookies,
    body: wire.body === undefined ? undefined : encodeBody(wire.body, args[wire.body.arg]),
  };
}

function wireValue(parameter: WireParameter, given: unknown): unknown {
  const value = joinInnerLists(parameter.name, parameter.innerStyles, encodeValue(parameter.use, given));
  if (parameter.mediaType === undefined) return value;
  const isJson = contentKind(parameter.mediaType) === 'json';
  if (parameter.in === 'querystring') return isJson ? encodeURIComponent(writeJson(value)) : value;
  return isJson || typeof value !== 'string' ? writeJson(value) : value;
}

const sameValue = (given: unknown, other: unknown): boolean =>
  other !== undefined && (given === other || JSON.stringify(given) === JSON.stringify(other));

function encodeBody(body: WireBody, given: unknown): EncodedBody | undefined {
  if (given === undefined || (given === null && !body.use.nullable)) {
    if (body.required) throw invalidArgument(body.arg, 'is required');
    return undefined;
  }
  checkInput(body.use, given, body.arg);
  const value = encodeValue(body.use, given);
  const { mediaType } = body;
  switch (body.kind) {
    case 'multipart':
      return { mediaType, kind: 'parts', parts: multipartParts(body, value) };
    case 'bytes':
      return { mediaType, kind: 'file', file: value };
    default:
      return { mediaType, kind: 'whole', content: wholeBody(body, value) };
  }
}

function wholeBody(body: WireBody, value: unknown): string {
  switch (body.kind) {
    case 'ndjson':
      return (Array.isArray(value) ? value : [value]).map((item) => `${writeJson(item)}\n`).join('');
    case 'text':
      return primitive(value);
    case 'form':
      return formPairs(body, value).join('&');
    case 'xml':
      return toXml(body.use, value, body.rootElement);
    default:
      return writeJson(value);
  }
}

const properties = (value: unknown): [string, unknown][] =>
  isRecord(value) ? Object.entries(value).filter(([, item]) => item !== undefined && item !== null) : [];

function formPairs(body: WireBody, value: unknown): string[] {
  return properties(value)
    .flatMap(([name, item]) => {
      const encoding = body.encoding.get(name);
      const isJson = encoding?.contentType?.includes('json') === true;
      const form = {
        name,
        style: encoding?.style ?? 'form',
        explode: encoding?.explode ?? true,
        allowReserved: encoding?.allowReserved ?? false,
      } as const;
      const isText = isJson || (isObjectLike(item) && encoding?.style === undefined);
      return queryPairs(form, isText ? writeJson(item) : joinInnerLists(name, encoding?.innerStyles, item));
    })
    .map((pair) => pair.replaceAll('%20', '+'));
}

const isObjectLike = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype;

function multipartParts(body: WireBody, value: unknown): MultipartPart[] {
  return properties(value).flatMap(([name, item]) => {
    const { contentType: types, style, explode, innerStyles = [] } = body.encoding.get(name) ?? {};
    const contentType = types?.split(',', 1)[0]?.trim();
    const isList = Array.isArray(item) && contentType?.includes('json') !== true;
    const isJoined = isList && item.length > 0 && style !== undefined && explode === false && !holdsUpload(item);
    const items = isJoined ? [joinLists(name, [style, ...innerStyles], item)] : isList ? item : [item];
    return items.map((one): MultipartPart => {
      const json = contentType?.includes('json') === true || (isObjectLike(one) && !isUpload(one));
      if (json && holdsUpload(one)) throw invalidArgument(name, 'is sent as JSON, in which there can be no file');
      return {
        name,
        mediaType: contentType ?? (json ? 'application/json' : undefined),
        value: json ? writeJson(one) : one,
      };
    });
  });
}
