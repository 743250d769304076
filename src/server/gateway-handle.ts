import type { ApolloServerOptions } from '@apollo/server';
import type { DocumentNode, ExecutionResult, GraphQLFormattedError, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { ExecutionContext } from '../execution/execution-context.ts';
import type { SourceHealth } from '../execution/resilience/source-health.ts';

/** What Apollo Server takes as its `gateway`: the way to mount Interlace in an Apollo Server that exists already. */
export type ApolloGateway = NonNullable<ApolloServerOptions<never>['gateway']>;

/**
 * All that the server sees of a gateway. Errors that leave it are masked and formatted: the server sends them as they are.
 */
export interface GatewayHandle extends ApolloGateway, AsyncDisposable {
  /** What the server reads of the configuration. */
  readonly config: Pick<ResolvedConfig, 'mode' | 'server' | 'limits' | 'context'>;
  /**
   * The composed schema, as introspection shows it. Its resolvers need the context that every operation gets of its own: ask by
   * `Gateway.request`, or through a server.
   */
  readonly schema: GraphQLSchema;
  /**
   * Parses, checks against every limit, validates and plans a document; remembered within bounds, by text and operation name. The
   * one gate of every transport (HTTP, SSE, WebSocket). Never throws: a document that cannot run comes back as `errors`.
   */
  prepare(text: string, operationName: string | undefined): PreparedOperation | PreparationFailure;
  execute(operation: PreparedOperation, variables: Variables, context: ExecutionContext): Promise<ExecutionResult>;
  /** The same answer as JSON, in the order `errors`, `data`, `extensions`. Fast where the operation is `planned`. */
  executeToJson(operation: PreparedOperation, variables: Variables, context: ExecutionContext): Promise<JsonAnswer>;
  /** Events, or one result where the subscription could not begin. Ends when `context.signal` aborts. */
  subscribe(
    operation: PreparedOperation,
    variables: Variables,
    context: ExecutionContext,
  ): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
  health(): GatewayHealth;
}

/** Raw variables of the request, not coerced yet. */
export type Variables = Readonly<Record<string, unknown>> | undefined;

export interface PreparedOperation {
  readonly kind: `${OperationTypeNode}`;
  readonly document: DocumentNode;
  /** Name of the operation that runs, given or the only one. */
  readonly operationName: string | undefined;
  /** True when the compiled plan answers it, so that it may pass by everything that only the reference needs. */
  readonly planned: boolean;
}

export interface PreparationFailure {
  readonly errors: readonly GraphQLFormattedError[];
}

export interface JsonAnswer {
  /** UTF-8. */
  readonly body: Buffer;
  /** False when there is no `data` entry: the operation never began (a variable did not fit its type). */
  readonly began: boolean;
  /** Value of the response's `Cache-Control`, where the answer may be stored by anyone. */
  readonly cacheControl?: string;
  /** Value of the response's `Vary`, where it may be stored for one caller alone. */
  readonly vary?: string;
}

export interface GatewayHealth {
  /** False while the gateway cannot answer: not yet started, closing, or out of memory. */
  readonly ready: boolean;
  /** By source name. A source that fails does not make the gateway unready: the others answer. */
  readonly sources: Readonly<Record<string, SourceHealth>>;
}
