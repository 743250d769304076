import type { ApolloServerOptions } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { Authenticate } from '../execution/caller.ts';
import type { Executor } from '../execution/executor-contract.ts';
import type { SourceHealth } from '../execution/resilience/source-health.ts';
import type { Metric } from '../telemetry/metrics/metric.ts';

export type { JsonAnswer, PreparedOperation, Variables } from '../execution/executor-contract.ts';

/** What Apollo Server takes as its `gateway`: the way to mount Interlace in an Apollo Server that exists already. */
export type ApolloGateway = NonNullable<ApolloServerOptions<never>['gateway']>;

/**
 * All that the server sees of a gateway. Errors that leave it are masked and formatted: the server sends them as they are.
 */
export interface GatewayHandle extends ApolloGateway, Executor, AsyncDisposable {
  /** What the server reads of the configuration. */
  readonly config: Pick<ResolvedConfig, 'mode' | 'server' | 'limits' | 'context'>;
  /** Who asks. Undefined where the configuration has no `authentication`: then nobody is looked at. */
  readonly authenticate?: Authenticate | undefined;
  /**
   * The composed schema, as introspection shows it. Its resolvers need the context that every operation gets of its own: ask by
   * `Gateway.request`, or through a server.
   */
  readonly schema: GraphQLSchema;
  health(): GatewayHealth;
  /**
   * What has been counted and measured so far, for whoever exports it. Of calls to sources only where the configuration says `server.admin`
   * with metrics; nothing else counts them.
   */
  metrics(): readonly Metric[];
}

export interface GatewayHealth {
  /** False while the gateway cannot answer: not yet started, closing, or out of memory. */
  readonly ready: boolean;
  /** By source name. A source that fails does not make the gateway unready: the others answer. */
  readonly sources: Readonly<Record<string, SourceHealth>>;
}
