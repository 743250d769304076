import type { ParameterLocation, ParameterStyle, SecurityAlternative } from './translate/operation-model.ts';
import type { Use } from './translate/shape.ts';

/** What codec and connector need to know of one operation. */
export interface OpenApiWire {
  readonly method: string;
  /** With `{name}` for each path parameter. */
  readonly path: string;
  /** As described, its variables replaced; the options' endpoint stands before it. Undefined: the description names none. */
  readonly server: string | undefined;
  readonly parameters: readonly WireParameter[];
  readonly body: WireBody | undefined;
  readonly accept: string;
  readonly fixedHeaders: Readonly<Record<string, string>>;
  readonly responses: readonly WireResponse[];
  /** What the operation's field answers. */
  readonly result: Use;
  /** The field is the URL of the answer, which nobody asks for. */
  readonly isLink: boolean;
  readonly projection: WireProjection | undefined;
  readonly pagination: WirePagination | undefined;
  /** Response headers that are fields; the answer is then `{ body, headers }`. */
  readonly headers: readonly WireHeader[] | undefined;
  /** Any one of them suffices; an empty one asks for nothing. Undefined: the description does not say. */
  readonly security: readonly SecurityAlternative[] | undefined;
}

export interface WireParameter {
  readonly arg: string;
  readonly name: string;
  readonly in: ParameterLocation;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** How lists within this list are joined, outermost first; undefined where nothing says. */
  readonly innerStyles?: readonly ParameterStyle[];
  readonly allowReserved: boolean;
  readonly required: boolean;
  readonly mediaType: string | undefined;
  readonly use: Use;
  /** GraphQL value of the documented default: the upstream's own, so it need not be sent. */
  readonly default: unknown;
}

export type BodyKind = 'json' | 'form' | 'multipart' | 'xml' | 'text' | 'bytes' | 'ndjson';

export interface WireBody {
  readonly arg: string;
  readonly mediaType: string;
  readonly kind: BodyKind;
  readonly required: boolean;
  readonly use: Use;
  /** By the property's name on the wire. */
  readonly encoding: ReadonlyMap<string, WireEncoding>;
  /** Name of an XML body's root element. */
  readonly rootElement: string;
}

export interface WireEncoding {
  readonly contentType: string | undefined;
  readonly style: ParameterStyle | undefined;
  readonly explode: boolean | undefined;
  readonly innerStyles?: readonly ParameterStyle[];
  readonly allowReserved: boolean;
}

export type ContentKind = 'json' | 'ndjson' | 'events' | 'xml' | 'text' | 'bytes' | 'none';

export interface WireResponse {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly success: boolean;
  readonly contents: readonly WireContent[];
}

/** What plain text may be besides text. */
export type TextType = 'integer' | 'number' | 'boolean';

export interface WireContent {
  readonly mediaType: string;
  readonly kind: ContentKind;
  /** Of text that says a value of this type. */
  readonly text?: TextType | undefined;
  readonly use: Use;
  /** Nothing but the media type is described: no body is as good as any. */
  readonly mayBeEmpty?: boolean;
}

export interface WireProjection {
  readonly parameter: WireParameter;
  readonly syntax: 'top' | 'fields' | 'parens';
  readonly below: readonly string[];
  readonly always: readonly string[];
}

export interface WireHeader {
  readonly field: string;
  readonly name: string;
  /** How its lists are joined, outermost first. */
  readonly styles: readonly ParameterStyle[];
  readonly use: Use;
}

/** How pages are asked for. Names and paths are the wire's. */
export interface WirePagination {
  readonly style: 'page' | 'offset' | 'cursor' | 'link';
  readonly parameter: string | undefined;
  readonly sizeParameter: string | undefined;
  readonly maxPageSize: number;
  readonly items: readonly string[];
  readonly item: Use;
  readonly nextCursor: readonly string[] | undefined;
  readonly total: { readonly header: string } | { readonly path: readonly string[] } | undefined;
  readonly firstPage: number;
  readonly maxPages: number;
}
