import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { defineConfig } from '../../src/config/define-config.ts';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import type { Mode } from '../../src/config/resolved-config.ts';
import { GatewayError } from '../../src/errors/gateway-error.ts';
import type { ExecutionContext } from '../../src/execution/execution-context.ts';
import type { GatewayHandle, PreparedOperation } from '../../src/server/gateway-handle.ts';

const schema = buildSchema(`
  "What can be asked."
  type Query {
    "Says hello."
    hello(name: String = "world"): String!
    books(limit: Int): [Book!]!
    fails: String
    failsHard: String!
    slow: String
    header(name: String!): String
    user: String
    subject: String
    byId(id: ID!): String
  }
  type Book { id: ID! title: String author: Author }
  type Author { name: String }
  type Mutation { rename(title: String!): String }
  type Subscription { ticks(count: Int!): Int  silence: Int  broken: Int }
`);

export interface FakeGatewayOptions {
  readonly server?: GatewayConfig['server'];
  readonly limits?: GatewayConfig['limits'];
  readonly context?: GatewayConfig['context'];
  readonly mode?: Mode;
  readonly authenticate?: GatewayHandle['authenticate'];
  /** Whether operations may take the fast lane. Default true. */
  readonly planned?: boolean;
}

export interface FakeGateway extends GatewayHandle {
  /** Names of what ran: 'text', 'result', 'subscribe', and 'cancelled' with the code of the reason. */
  readonly seen: string[];
  ready: boolean;
  /** Operations that wait in `Query.slow` end when this is called. */
  release(): void;
  /** Resolves when `count` operations wait in `Query.slow`. */
  waiting(count: number): Promise<void>;
}

/** A gateway as the server sees one, over graphql-js: no source, no plan, but everything that can be told apart from outside. */
export function fakeGateway(options: FakeGatewayOptions = {}): FakeGateway {
  const { config, issues } = resolveConfig(
    defineConfig({
      sources: { none: { kind: 'none', options: {}, open: () => Promise.reject(new Error('not opened here')) } },
      server: { port: 0, drain: { delay: 0 }, ...options.server },
      ...(options.limits === undefined ? undefined : { limits: options.limits }),
      ...(options.context === undefined ? undefined : { context: options.context }),
    }),
    { env: {}, baseDir: '/', mode: options.mode ?? 'development' },
  );
  if (config === undefined) throw new Error(JSON.stringify(issues));
  const seen: string[] = [];
  const slow = new Set<() => void>();
  const watchers = new Set<() => void>();

  const rootValue = {
    hello: ({ name }: { name: string }) => `hello ${name}`,
    books: () => [{ id: 1, title: 'Dune', author: { name: 'Herbert' } }],
    fails: () => Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', undefined, { source: 'orders' })),
    failsHard: () => Promise.reject(new Error('secret pg://u:p@h')),
    slow: (_: unknown, context: ExecutionContext) =>
      new Promise<string>((resolve, reject) => {
        const done = (): void => resolve('done');
        slow.add(done);
        for (const watcher of watchers) watcher();
        context.signal.addEventListener('abort', () => {
          slow.delete(done);
          seen.push(`cancelled ${GatewayError.from(context.signal.reason).code}`);
          reject(context.signal.reason);
        });
      }),
    header: ({ name }: { name: string }, context: ExecutionContext) => context.headers[name],
    user: (_: unknown, context: ExecutionContext) => JSON.stringify(context.user),
    subject: (_: unknown, context: ExecutionContext) => context.jwt?.sub,
    byId: ({ id }: { id: string }) => id,
    rename: ({ title }: { title: string }) => title,
    async *ticks({ count }: { count: number }) {
      for (let tick = 1; tick <= count; tick++) yield { ticks: tick };
    },
    silence: (_: unknown, context: ExecutionContext) => {
      context.signal.addEventListener('abort', () =>
        seen.push(`cancelled ${GatewayError.from(context.signal.reason).code}`),
      );
      seen.push('silence');
      for (const watcher of watchers) watcher();
      return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) };
    },
    async *broken() {
      yield { broken: 1 };
      throw new GatewayError('UPSTREAM_FAILED');
    },
  };

  function format(error: GraphQLError): GraphQLError {
    const known = GatewayError.find(error);
    const ours = (message: string, extensions: Record<string, unknown>): GraphQLError =>
      new GraphQLError(message, {
        nodes: error.nodes ?? null,
        source: error.source ?? null,
        positions: error.positions ?? null,
        path: error.path ?? null,
        extensions,
      });
    if (known !== undefined) return ours(known.message, known.extensions);
    if (error.path === undefined) return ours(error.message, { code: 'BAD_USER_INPUT' });
    return ours('Internal server error.', { code: 'INTERNAL_SERVER_ERROR' });
  }

  function formatted(result: ExecutionResult, context: ExecutionContext): ExecutionResult {
    const errors = result.errors?.map(format);
    return {
      ...(errors === undefined ? undefined : { errors }),
      ...('data' in result ? { data: result.data ?? null } : undefined),
      ...(context.trace === undefined ? undefined : { extensions: { trace: context.trace } }),
    };
  }

  function prepare(text: string, operationName: string | undefined): ReturnType<GatewayHandle['prepare']> {
    let document: DocumentNode;
    const refused = (code: string, errors: readonly GraphQLError[]) => ({
      errors: errors.map((error) => ({ ...error.toJSON(), extensions: { code } })),
    });
    try {
      document = parse(text);
    } catch (error) {
      return refused('GRAPHQL_PARSE_FAILED', [error as GraphQLError]);
    }
    const errors = validate(schema, document);
    if (errors.length > 0) return refused('GRAPHQL_VALIDATION_FAILED', errors);
    const operation = getOperationAST(document, operationName);
    if (!operation) return refused('OPERATION_RESOLUTION_FAILURE', [new GraphQLError('Unknown operation.')]);
    return {
      kind: operation.operation,
      document,
      operationName: operation.name?.value,
      planned: options.planned ?? true,
    };
  }

  const run = async (
    { document, operationName }: PreparedOperation,
    variables: Readonly<Record<string, unknown>> | undefined,
    context: ExecutionContext,
  ): Promise<ExecutionResult> =>
    formatted(
      await execute({
        schema,
        document,
        rootValue,
        contextValue: context,
        variableValues: variables,
        operationName,
      }),
      context,
    );

  const gateway: FakeGateway = {
    seen,
    ready: true,
    authenticate: options.authenticate,
    config,
    schema,
    prepare,
    execute(operation, variables, context) {
      seen.push('result');
      return run(operation, variables, context);
    },
    async executeToJson(operation, variables, context) {
      seen.push('text');
      const { errors, data, extensions } = await run(operation, variables, context);
      const body = Buffer.from(JSON.stringify({ errors, data, extensions }));
      return { body, began: data !== undefined, hasErrors: errors !== undefined };
    },
    async subscribe({ document, operationName }, variables, context) {
      seen.push('subscribe');
      const events = await subscribe({
        schema,
        document,
        rootValue,
        contextValue: context,
        variableValues: variables,
        operationName,
      });
      if (!(Symbol.asyncIterator in events)) return formatted(events, context);
      return (async function* () {
        for await (const event of events) yield formatted(event, context);
      })();
    },
    health: () => ({
      ready: gateway.ready,
      sources: { orders: { state: 'up', breaker: 'closed', calls: 0, failures: 0 } },
    }),
    metrics: () => [],
    preparedMetrics: () => [],
    release: () => {
      for (const done of slow) done();
      slow.clear();
    },
    waiting: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (slow.size + seen.filter((name) => name === 'silence').length < count) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        check();
      }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ source, operationName, request, context }) => {
        const prepared = prepare(source, operationName ?? undefined);
        if ('errors' in prepared) throw new Error('not prepared');
        return (await gateway.execute(prepared, request.variables, context as unknown as ExecutionContext)) as never;
      },
    }),
    stop: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return gateway;
}
