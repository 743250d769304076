import { z } from 'zod';
import { httpEndpoint } from '../shared/http-endpoint.ts';
import type { CommonSourceOptions } from '../source.ts';

/** Credentials for one entry of the description's `securitySchemes`. Give secrets by `env()` only. */
export type OpenApiCredential =
  /** `apiKey` in header, query or cookie. */
  | { readonly apiKey: string }
  /** HTTP bearer, another HTTP scheme that is followed by a token (`Authorization: GenieKey …`), or an OAuth2 / OpenID access token that you obtained yourself. */
  | { readonly token: string }
  /** HTTP basic. */
  | { readonly username: string; readonly password: string }
  /** OAuth2 or OpenID Connect: client credentials, or a refresh token. */
  | OAuthCredential;

export interface OAuthCredential {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Present: access tokens come from this refresh token instead of the client's own credentials. */
  readonly refreshToken?: string;
  /** Default: the scopes that the description requires. */
  readonly scopes?: readonly string[];
  /** Default: the description's `tokenUrl`, or what OpenID discovery says. */
  readonly tokenUrl?: string;
  /** How the client proves itself. Default: 'basic', or 'none' without a secret. */
  readonly clientAuthentication?: 'basic' | 'body' | 'none';
  /** More form parameters of the token request, such as `audience`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface PaginationOptions {
  /** Globs of the operations that become connections. Default: every list operation that fits the style. */
  readonly operations?: readonly string[];
  readonly style: 'page' | 'offset' | 'cursor' | 'link';
  /** Query parameter that takes the page number, offset or cursor. Default: by its usual names. */
  readonly parameter?: string;
  /** Query parameter that takes the page's size. Default: by its usual names. */
  readonly sizeParameter?: string;
  /** Largest page that the upstream serves. Default: the size parameter's `maximum`, else 100. */
  readonly maxPageSize?: number;
  /** Where the items are in the answer, dotted. Default: the answer itself, or its only list. */
  readonly items?: string;
  /** Where the next cursor is in the answer, dotted. */
  readonly nextCursor?: string;
  /** Where the total is in the answer, dotted, or `header:X-Total-Count`. */
  readonly total?: string;
  /** The first page's number. Default 1. */
  readonly firstPage?: number;
  /** Most pages that one call fetches. Default 10. */
  readonly maxPages?: number;
}

export interface ProjectionOptions {
  /** Globs of the operations. Default: every operation that has the parameter. */
  readonly operations?: readonly string[];
  /** Query parameter that takes the selected fields, such as `fields`, `$select`, `fields[articles]`. */
  readonly parameter: string;
  /** 'fields': comma-separated paths, dotted. 'parens': `a,b(c,d)`. 'top': top-level names only. Default: 'top'. */
  readonly syntax?: 'top' | 'fields' | 'parens';
  /** Path of the answer below which the names count, dotted, such as `data`. Default: the answer itself. */
  readonly below?: string;
  /** Names that are always asked for. Default: none. */
  readonly always?: readonly string[];
}

export interface OpenApiOptions extends CommonSourceOptions {
  /** Path or URL of the description, JSON or YAML. */
  readonly description: string;
  /** Headers sent when the description is fetched, besides `headers`, to its own origin only. */
  readonly descriptionHeaders?: Readonly<Record<string, string>>;
  /** Origins, besides the description's own, whose documents it may refer to: `['https://schemas.example.com']`. Default: none. */
  readonly allowReferences?: readonly string[];
  /** Files to read instead of URLs that the description refers to: `{ 'https://schemas.example.com/order.json': './order.json' }`. */
  readonly map?: Readonly<Record<string, string>>;
  /** Patches applied in order before import: OpenAPI Overlay 1.0 documents or JSON merge patches, as paths, URLs or objects. */
  readonly overlays?: readonly (string | Readonly<Record<string, unknown>>)[];
  /** By the name of the security scheme in the description. */
  readonly auth?: Readonly<Record<string, OpenApiCredential>>;
  /** Values for the variables of the description's server URL. Default: theirs. */
  readonly serverVariables?: Readonly<Record<string, string>>;
  /** 'null' answers null for a 404 of a query. Default: 'error'. */
  readonly notFound?: 'error' | 'null';
  /** What an `integer` without a format becomes. Default: 'Int'; choose 'BigInt' where values pass 2^31. */
  readonly integers?: 'Int' | 'BigInt';
  /** Globs of the operations whose described response headers become fields: the answer is then `{ body, headers }`. Default: none. */
  readonly responseHeaders?: readonly string[];
  /**
   * Globs of the GET operations whose bytes are not fetched: the field is the URL where they are, without credentials, for a client that
   * can reach the service. Default: none, bytes are `Byte`.
   */
  readonly binaryLinks?: readonly string[];
  /** Turns list operations into Relay connections. Default: none. */
  readonly pagination?: PaginationOptions | readonly PaginationOptions[];
  /** Sends the selection upstream in a declared fields parameter. Default: none. */
  readonly projection?: ProjectionOptions | readonly ProjectionOptions[];
}

const credential = z.union([
  z.strictObject({ apiKey: z.string() }),
  z.strictObject({ token: z.string() }),
  z.strictObject({ username: z.string(), password: z.string() }),
  z.strictObject({
    clientId: z.string(),
    clientSecret: z.string().optional(),
    refreshToken: z.string().optional().describe('Access tokens come from this refresh token.'),
    scopes: z.array(z.string()).optional().describe('Default: the scopes that the description requires.'),
    tokenUrl: z.string().optional().describe("Default: the description's tokenUrl, or what OpenID discovery says."),
    clientAuthentication: z.enum(['basic', 'body', 'none']).optional(),
    parameters: z.record(z.string(), z.string()).optional().describe('More form parameters of the token request.'),
  }),
]);

const pagination = z.strictObject({
  operations: z.array(z.string()).optional(),
  style: z.enum(['page', 'offset', 'cursor', 'link']),
  parameter: z.string().optional(),
  sizeParameter: z.string().optional(),
  maxPageSize: z.number().int().positive().optional(),
  items: z.string().optional(),
  nextCursor: z.string().optional(),
  total: z.string().optional(),
  firstPage: z.number().int().nonnegative().optional(),
  maxPages: z.number().int().positive().optional(),
});

const projection = z.strictObject({
  operations: z.array(z.string()).optional(),
  parameter: z.string(),
  syntax: z.enum(['top', 'fields', 'parens']).optional(),
  below: z.string().optional(),
  always: z.array(z.string()).optional(),
});

/** The options that only this kind has, as configuration checks them; the common ones are added there. */
export const openApiOptionsSchema = z.strictObject({
  endpoint: httpEndpoint.optional(),
  description: z.string().min(1).describe('Path or URL of the OpenAPI description, JSON or YAML.'),
  descriptionHeaders: z
    .record(z.string(), z.string())
    .optional()
    .describe('Headers sent when the description is fetched, to its own origin only. Default: none.'),
  allowReferences: z
    .array(z.url())
    .optional()
    .describe("Origins, besides the description's own, whose documents it may refer to. Default: none."),
  map: z
    .record(z.string(), z.string())
    .optional()
    .describe('Files to read instead of URLs that the description refers to. Default: none.'),
  overlays: z
    .array(z.union([z.string(), z.record(z.string(), z.unknown())]))
    .optional()
    .describe('Patches applied before import: Overlay 1.0 documents or JSON merge patches. Default: none.'),
  auth: z.record(z.string(), credential).optional().describe('Credentials by the name of the security scheme.'),
  serverVariables: z
    .record(z.string(), z.string())
    .optional()
    .describe("Values for the variables of the description's server URL. Default: theirs."),
  notFound: z.enum(['error', 'null']).optional().describe("'null' answers null for a 404 of a query. Default: error."),
  integers: z.enum(['Int', 'BigInt']).optional().describe('What an integer without a format becomes. Default: Int.'),
  responseHeaders: z
    .array(z.string())
    .optional()
    .describe('Globs of the operations whose described response headers become fields. Default: none.'),
  binaryLinks: z
    .array(z.string())
    .optional()
    .describe('Globs of the GET operations whose bytes are given as the URL where they are. Default: none.'),
  pagination: z
    .union([pagination, z.array(pagination)])
    .optional()
    .describe('Turns list operations into Relay connections. Default: none.'),
  projection: z
    .union([projection, z.array(projection)])
    .optional()
    .describe('Sends the selection upstream in a declared fields parameter. Default: none.'),
});
