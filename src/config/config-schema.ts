import { z } from 'zod';
import type { SourceDefinition } from '../sources/source-definition.ts';
import { authenticationSchema } from './authentication-schema.ts';
import type { ContextFunction } from './gateway-config.ts';
import { boolean, byteSize, choice, duration, integer, limit, section, text, texts } from './leaves.ts';
import type { Mode } from './resolved-config.ts';
import { callResilienceSchema, resilienceShape } from './source-options-schema.ts';

/** `Type` or `Type.field`. A type that begins with a small letter needs the field, so that a mistyped setting is not taken for one. */
const COORDINATE = /^(?:[A-Z_]\w*|[A-Za-z_]\w*\.[A-Za-z_]\w*)$/;

const cacheRule = section({
  ttl: duration(),
  staleWhileRevalidate: duration({ zero: true }).default(0),
  staleIfError: duration({ zero: true }).default(0),
  scope: choice(['public', 'private']).optional(),
  tags: texts().default([]),
  vary: texts().default([]),
  followUpstream: boolean().default(false),
}).transform(({ ttl, staleWhileRevalidate, staleIfError, scope, ...rule }) => ({
  ...rule,
  scope,
  ttlMs: ttl,
  staleWhileRevalidateMs: staleWhileRevalidate,
  staleIfErrorMs: staleIfError,
}));

/** Settings with a table of rules by coordinate beside them: `{ memory: '64mb', 'Query.products': { ttl: '30s' } }`. */
function withTable<Shape extends z.ZodRawShape, Row extends z.ZodType>(shape: Shape, row: Row) {
  const settings = section(shape);
  const table = z.record(z.string().regex(COORDINATE), row);
  return z.preprocess(splitTable, z.strictObject({ settings, table }, { error: 'an object of settings' }));
}

function splitTable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return {
    settings: Object.fromEntries(entries.filter(([key]) => !COORDINATE.test(key))),
    table: Object.fromEntries(entries.filter(([key]) => COORDINATE.test(key))),
  };
}

const permissions = z.preprocess(
  (value) => (typeof value === 'string' ? { module: value } : value),
  withTable(
    {
      module: text('the path of a module').optional(),
      rules: z.record(z.string(), z.unknown()).default({}),
      unlisted: choice(['allow', 'deny']).optional(),
    },
    z.unknown(),
  ),
);

/** Itself, not a copy of its properties: a store has a class. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const cache = withTable(
  {
    memory: byteSize().default(64 * 1024 ** 2),
    store: z
      .union([text(), z.custom<object>(isObject).meta({ type: 'object' })], { error: 'a Keyv store or a redis:// URL' })
      .optional(),
  },
  cacheRule,
);

const limits = section({
  body: byteSize().default(1024 ** 2),
  source: byteSize().default(100 * 1024),
  tokens: limit().default(2000),
  nesting: limit().default(200),
  depth: limit().default(12),
  aliases: limit().default(30),
  rootFields: limit().default(20),
  directives: limit().default(50),
  fields: limit().default(1000),
  operations: limit().default(10),
  cost: limit().default(100_000),
  deadline: duration().default(30_000),
  concurrency: limit().default(512),
  queue: limit().default(2048),
  prepared: limit().default(1000),
  preparedBytes: byteSize().default(32 * 1024 ** 2),
});

const cors = section({
  origins: z.union([z.literal('*'), texts()], { error: "'*' or a list of origins such as 'https://app.example.com'" }),
  credentials: boolean().default(false),
  headers: texts().default(['authorization']),
  maxAge: duration({ zero: true }).default(600_000),
}).refine((value) => !(value.origins === '*' && value.credentials), {
  error: "either credentials or origins: '*', never both; list the origins that may send cookies",
});

const subscriptions = section({
  socketsPerAddress: limit().default(20),
  operationsPerSocket: limit().default(50),
  message: byteSize().default(256 * 1024),
  buffer: limit().default(128),
  lifetime: duration().default(86_400_000),
});

const uploads = section({
  files: limit().default(4),
  fileSize: byteSize().default(10 * 1024 ** 2),
  buffer: byteSize().default(1024 ** 2),
  idle: duration().default(10_000),
  deadline: duration().default(300_000),
  concurrency: limit().default(32),
});

const admin = section({
  port: integer(0, 65_535).default(8081),
  host: text('a host name or address').default('127.0.0.1'),
  metrics: boolean().default(true),
});

const playground = section({ query: text().optional(), title: text().default('Interlace') });

const server = (mode: Mode) => {
  const development = mode === 'development';
  return section({
    port: integer(0, 65_535).default(4000),
    host: text('a host name or address').default(development ? '127.0.0.1' : '0.0.0.0'),
    path: z
      .string({ error: "a path that begins with '/'" })
      .regex(/^\/[\w./-]+$/, { error: "a path such as '/graphql'; '/' itself is the playground's" })
      .default('/graphql'),
    playground: z
      .union([boolean(), playground], { error: 'true, false or an object of settings' })
      .default(development),
    introspection: boolean().default(development),
    trace: boolean().default(development),
    cors: z.union([z.literal(false), cors], { error: 'false or an object of settings' }).default(false),
    trustProxy: texts().default([]),
    subscriptions: z
      .union([z.literal(false), subscriptions], { error: 'false or an object of settings' })
      .prefault(() => ({})),
    uploads: z.union([z.literal(false), uploads], { error: 'false or an object of settings' }).prefault(() => ({})),
    drain: section({
      delay: duration({ zero: true }).default(development ? 0 : 5000),
      grace: duration({ zero: true }).default(20_000),
    }).prefault({}),
    admin: z
      .union([boolean(), admin], { error: 'true, false or an object of settings' })
      .default(false)
      .transform((value) => (value === true ? admin.parse({}) : value)),
  });
};

const isContextFunction = (value: unknown): value is ContextFunction => typeof value === 'function';

/** True for what `openapi()`, `soap()`, `grpc()`, `graphql()` and their like return. */
export function isSourceDefinition(value: unknown): value is SourceDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'options' in value &&
    typeof value.options === 'object' &&
    'open' in value &&
    typeof value.open === 'function'
  );
}

/** The whole configuration. `sources` is what its values are checked with: definitions in a program, plain objects in a file. */
export function configSchema<Sources extends z.ZodType>(mode: Mode, sources: Sources) {
  return section({
    sources,
    graph: z
      .union([text(), texts()], { error: 'the path of an SDL file, a list of paths, or SDL' })
      .default([])
      .transform((graph) => (typeof graph === 'string' ? [graph] : graph)),
    permissions: permissions.optional(),
    cache: cache.prefault({}),
    resilience: withTable(resilienceShape, callResilienceSchema).prefault({}),
    limits: limits.prefault({}),
    server: server(mode).prefault({}),
    authentication: authenticationSchema.optional(),
    context: z.custom<ContextFunction>(isContextFunction, { error: 'a function' }).optional(),
  });
}

export const definitionsSchema = z
  .record(
    z.string().regex(/^[A-Za-z][\w-]*$/, { error: 'a name of letters, digits, _ and - that begins with a letter' }),
    z.custom<SourceDefinition>(isSourceDefinition, {
      error: "a source such as openapi('./orders.yaml'), soap(…), grpc(…) or graphql(…)",
    }),
    { error: 'an object of sources by name' },
  )
  .refine((sources) => Object.keys(sources).length > 0, { error: 'at least one source' });
