import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConfig } from '../../src/config/define-config.ts';
import { env } from '../../src/config/env.ts';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { type ResolveOptions, resolveConfig } from '../../src/config/resolve-config.ts';
import { formatIssue } from '../../src/errors/issue.ts';
import type { CommonSourceOptions } from '../../src/sources/source.ts';
import type { SourceDefinition } from '../../src/sources/source-definition.ts';

const source = (options: CommonSourceOptions & { readonly [name: string]: unknown } = {}): SourceDefinition => ({
  kind: 'fake',
  options,
  open: () => Promise.reject(new Error('not opened here')),
});

const options: ResolveOptions = { env: {}, baseDir: '/srv', mode: 'development' };
const sources = { orders: source() };

/** The lines that a person would read; the configuration is any value, as it is when it comes from JavaScript. */
function problems(config: unknown, overrides: Partial<ResolveOptions> = {}): string[] {
  const result = resolveConfig(config as GatewayConfig, { ...options, ...overrides });
  return result.issues.map(formatIssue);
}

describe('resolveConfig', () => {
  it('hands on a store itself, not a copy without its class', () => {
    const store = new Map();
    expect(resolveConfig({ sources, cache: { store } }, options).config?.cache.store).toBe(store);
  });

  it.each([
    [undefined, undefined],
    [false, undefined],
    [true, { port: 8081, host: '127.0.0.1', metrics: true }],
    ['true', { port: 8081, host: '127.0.0.1', metrics: true }],
    [
      { port: '${ADMIN}', metrics: false },
      { port: 9100, host: '127.0.0.1', metrics: false },
    ],
  ] as const)('makes of server.admin %j %j, in production too', (admin, expected) => {
    const config = { sources, server: { admin } } as GatewayConfig;
    for (const mode of ['development', 'production'] as const) {
      expect(resolveConfig(config, { ...options, mode, env: { ADMIN: '9100' } }).config?.server.admin).toEqual(
        expected,
      );
    }
  });

  it('fills in the defaults of development', () => {
    const { config } = resolveConfig(defineConfig({ sources }), options);
    expect(config).toMatchObject({
      mode: 'development',
      baseDir: '/srv',
      graph: [],
      permissions: undefined,
      cache: { memoryBytes: 64 * 1024 * 1024, rules: {} },
      limits: { bodyBytes: 1024 * 1024, tokens: 2000, deadlineMs: 30_000, concurrency: 512 },
      server: {
        port: 4000,
        host: '127.0.0.1',
        path: '/graphql',
        introspection: true,
        trace: true,
        playground: { title: 'Interlace' },
        cors: undefined,
        subscriptions: { operationsPerSocket: 50, messageBytes: 256 * 1024 },
        drain: { delayMs: 0, graceMs: 20_000 },
      },
    });
    expect(config?.sources[0]).toMatchObject({ name: 'orders', onError: 'exclude' });
  });

  it('closes in production what is open in development', () => {
    const { config } = resolveConfig(defineConfig({ sources }), { ...options, mode: 'production' });
    expect(config?.server).toMatchObject({
      host: '0.0.0.0',
      playground: undefined,
      introspection: false,
      trace: false,
      drain: { delayMs: 5000 },
    });
    expect(config?.sources[0]?.onError).toBe('fail');
  });

  it('replaces variables everywhere, with fallbacks, and keeps an escaped one', () => {
    const config = defineConfig({
      sources: { orders: source({ endpoint: env('ORDERS_URL'), headers: { 'x-key': 'k-${KEY}', price: '$${KEY}' } }) },
      server: { port: env('PORT', '4100'), host: '${HOST:-::1}' },
    });
    const result = resolveConfig(config, { ...options, env: { ORDERS_URL: 'http://o', KEY: '7' } });
    expect(result.issues).toEqual([]);
    expect(result.config?.sources[0]?.options).toEqual({
      endpoint: 'http://o',
      headers: { 'x-key': 'k-7', price: '${KEY}' },
    });
    expect(result.config?.server).toMatchObject({ port: 4100, host: '::1' });
  });

  it('gives frozen data and leaves what the user wrote alone', () => {
    const written = defineConfig({ sources, server: { port: 1 } });
    const { config } = resolveConfig(written, options);
    expect(Object.isFrozen(config?.server.drain)).toBe(true);
    expect(Object.isFrozen(written.server)).toBe(false);
  });

  it('takes rules by coordinate beside the settings of cache and permissions', () => {
    const isSelf = () => true;
    const { config, issues } = resolveConfig(
      defineConfig({
        sources,
        cache: { memory: '1mb', 'Query.products': { ttl: '30s', tags: ['p'] } },
        permissions: { unlisted: 'deny', rules: { isSelf }, 'Customer.email': 'isSelf' },
      }),
      options,
    );
    expect(issues).toEqual([]);
    expect(config?.cache).toMatchObject({ memoryBytes: 1024 * 1024, rules: { 'Query.products': { ttlMs: 30_000 } } });
    expect(config?.permissions).toEqual({
      module: undefined,
      unlisted: 'deny',
      rules: { isSelf },
      fields: { 'Customer.email': 'isSelf' },
    });
  });

  it('tells SDL from a path', () => {
    const { config } = resolveConfig({ sources, graph: ['./shop.graphql', 'type Query { a: Int }'] }, options);
    expect(config?.graph).toEqual([{ path: './shop.graphql' }, { sdl: 'type Query { a: Int }' }]);
  });

  it('keeps "unlimited" for the word alone', () => {
    const { config } = resolveConfig({ sources, limits: { depth: 'unlimited' } }, options);
    expect(config?.limits.depth).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('resolveConfig reports', () => {
  it('every problem at once', () => {
    expect(
      problems({
        sources: {
          orders: source({ endpoint: '${ORDERS_URL}', resilience: { timeout: 'soon' } }),
          'no good': source(),
        },
        servr: {},
        server: { prot: 1, port: 70_000, drain: { grace: -1 } },
        limits: { body: '1 mib typo', depth: 0, tokens: -5, deadline: '0s' },
        cache: { memroy: '1mb', 'Query.a': { ttl: 'never' } },
      }),
    ).toEqual([
      "sources.orders.endpoint: error: \"sources.orders.endpoint\" needs the environment variable ORDERS_URL, which is not set. Set it, or give a fallback: env('ORDERS_URL', '…') or ${ORDERS_URL:-…}.",
      `sources.orders.resilience.timeout: error: "sources.orders.resilience.timeout" is "soon": expected a positive duration such as '250ms', '10s' or '5m'.`,
      `sources["no good"]: error: "sources["no good"]" is "no good": expected a name of letters, digits, _ and - that begins with a letter.`,
      'cache.memroy: error: Unknown key "memroy" in "cache". Did you mean "memory"?',
      `cache["Query.a"].ttl: error: "cache["Query.a"].ttl" is "never": expected a positive duration such as '250ms', '10s' or '5m'.`,
      `limits.body: error: "limits.body" is "1 mib typo": expected a positive size such as '512kb' or '1mb'.`,
      `limits.tokens: error: "limits.tokens" is -5: expected a positive whole number, or 'unlimited'.`,
      `limits.depth: error: "limits.depth" is 0: expected a positive whole number, or 'unlimited'.`,
      `limits.deadline: error: "limits.deadline" is "0s": expected a positive duration such as '250ms', '10s' or '5m'.`,
      'server.port: error: "server.port" is 70000: expected a whole number from 0 to 65535.',
      `server.drain.grace: error: "server.drain.grace" is -1: expected a duration such as '250ms', '10s' or '5m'.`,
      'server.prot: error: Unknown key "prot" in "server". Did you mean "port"?',
      'servr: error: Unknown key "servr" in the configuration. Did you mean "server"?',
    ]);
  });

  it.each([
    [undefined, 'configuration: error: "configuration" is missing: expected an object of settings.'],
    [42, 'configuration: error: "configuration" is 42: expected an object of settings.'],
    [{}, 'sources: error: "sources" is missing: expected an object of sources by name.'],
    [{ sources: {} }, 'sources: error: "sources" is an object: expected at least one source.'],
    [
      { sources: { a: './a.yaml' } },
      `sources.a: error: "sources.a" is "./a.yaml": expected a source such as openapi('./orders.yaml'), soap(…), grpc(…) or graphql(…).`,
    ],
    [
      { sources, server: { admin: { prot: 1 } } },
      'server.admin.prot: error: Unknown key "prot" in "server.admin". Did you mean "port"?',
    ],
    [
      { sources, server: { playground: { titel: 'x' } } },
      'server.playground.titel: error: Unknown key "titel" in "server.playground". Did you mean "title"?',
    ],
    [
      { sources, server: { cors: { origins: '*', credentials: true } } },
      `server.cors: error: "server.cors" is an object: expected either credentials or origins: '*', never both; list the origins that may send cookies.`,
    ],
    [{ sources, context: 5 }, 'context: error: "context" is 5: expected a function.'],
    [
      { sources: { a: source({ onError: 'ignore' as 'fail' }) } },
      `sources.a.onError: error: "sources.a.onError" is "ignore": expected one of 'fail', 'exclude', 'last-good'.`,
    ],
    [
      { sources, server: { path: '/' } },
      `server.path: error: "server.path" is "/": expected a path such as '/graphql'; '/' itself is the playground's.`,
    ],
  ])('%j', (config, message) => {
    expect(problems(config)).toEqual([message]);
  });

  it('the choice that production asks for', () => {
    expect(problems({ sources, permissions: './rules.ts' }, { mode: 'production' })).toEqual([
      `permissions: error: "permissions.unlisted" is missing: production asks for a choice between 'deny' and 'allow' for the fields that no rule names. Write permissions: { module: './rules.ts', unlisted: 'deny' }.`,
    ]);
  });

  it('a configuration that refers to itself', () => {
    const server: Record<string, unknown> = {};
    server.drain = server;
    expect(problems({ sources, server })[0]).toContain('is nested deeper than 64 levels, or refers to itself.');
  });
});

describe('resolveConfig with the options of kinds', () => {
  const kinds = {
    fake: {
      create: () => source(),
      schema: z.strictObject({
        description: z.string().min(1),
        maps: z.enum(['entries', 'json']).optional(),
        auth: z
          .record(
            z.string(),
            z.union([
              z.strictObject({ apiKey: z.string() }),
              z.strictObject({ token: z.string() }),
              z.strictObject({ clientId: z.string(), clientSecret: z.string() }),
            ]),
          )
          .optional(),
      }),
    },
  };
  const check = (options: Parameters<typeof source>[0]) => problems({ sources: { a: source(options) } }, { kinds });

  it('takes what the kind knows', () => {
    expect(check({ description: 'x', maps: 'json', endpoint: 'y', auth: { k: { token: 't' } } })).toEqual([]);
  });

  it('reports the rest with the name that was meant', () => {
    expect(check({ description: 5, maps: 'list', endpiont: 'y', auth: { k: { tokn: 't' } } })).toEqual([
      'sources.a.description: error: "sources.a.description" is 5: expected a text.',
      'sources.a.maps: error: "sources.a.maps" is "list": expected one of "entries", "json".',
      'sources.a.auth.k.tokn: error: Unknown key "tokn" in "sources.a.auth.k". Did you mean "token"?',
      'sources.a.endpiont: error: Unknown key "endpiont" in "sources.a". Did you mean "endpoint"?',
    ]);
  });

  it('takes the member of a union that fits best for the one that was meant', () => {
    expect(check({ description: 'x', auth: { k: { clientId: 'c', clientSecert: 's' } } })).toEqual([
      'sources.a.auth.k.clientSecert: error: Unknown key "clientSecert" in "sources.a.auth.k". Did you mean "clientSecret"?',
    ]);
    expect(check({ description: 'x', auth: { k: 'secret' } })).toEqual([
      'sources.a.auth.k: error: "sources.a.auth.k" is "secret": expected an object.',
    ]);
  });

  it('names the section that a setting belongs to', () => {
    expect(check({ description: 'x', timeout: '5s' })).toEqual([
      'sources.a.timeout: error: Unknown key "timeout" in "sources.a". Did you mean "resilience.timeout"?',
    ]);
  });

  it('reports an unknown key also where the variable behind it is not set', () => {
    expect(check({ description: 'x', endpiont: '${NOT_SET}' })).toEqual([
      expect.stringContaining('needs the environment variable NOT_SET'),
      'sources.a.endpiont: error: Unknown key "endpiont" in "sources.a". Did you mean "endpoint"?',
    ]);
  });

  it('leaves only sources to be read whose options are right; the endpoint may be missing', () => {
    const result = resolveConfig(
      {
        sources: {
          wrong: source({ description: 'x', maps: 'list' }),
          away: source({ description: 'x', endpoint: '${NOT_SET}' }),
          unknown: source({ description: '${NOT_SET}' }),
        },
      },
      { ...options, kinds },
    );
    expect('sources' in result && result.sources.map(({ name, options: read }) => [name, read])).toEqual([
      ['away', { description: 'x' }],
    ]);
  });
});

describe('resolveConfig with rules beside settings', () => {
  it('names the path that the user wrote', () => {
    expect(problems({ sources, resilience: { timout: '1s', 'Query.a': { retires: 1 } } })).toEqual([
      'resilience.timout: error: Unknown key "timout" in "resilience". Did you mean "timeout"?',
      'resilience["Query.a"].retires: error: Unknown key "retires" in "resilience["Query.a"]". Did you mean "retries"?',
    ]);
  });
});
