export type {
  AuthenticationConfig,
  JwtAlgorithm,
  JwtIssuerConfig,
  KeySetConfig,
} from './config/authentication-config.ts';
export { defineConfig } from './config/define-config.ts';
export { env } from './config/env.ts';
export type {
  AdminConfig,
  ByteSize,
  CacheConfig,
  CacheRuleConfig,
  ContextFunction,
  CorsConfig,
  DrainConfig,
  GatewayConfig,
  IncomingRequest,
  Limit,
  LimitsConfig,
  PermissionsConfig,
  PlaygroundConfig,
  ResilienceConfig,
  ServerConfig,
  SubscriptionsConfig,
  UploadsConfig,
} from './config/gateway-config.ts';
export type { JwtClaims } from './config/jwt-claims.ts';
export { ERROR_CODES, type ErrorCode } from './errors/error-codes.ts';
export { GatewayError, type GatewayErrorOptions, type ProtocolDetail } from './errors/gateway-error.ts';
export type { Issue, IssueCode, IssueSeverity } from './errors/issue.ts';
export type { GatewayRequest } from './execution/answer-request.ts';
export type { ExecutionContext } from './execution/execution-context.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { createHandler, type GraphHandler, type HandlerOptions } from './server/create-handler.ts';
export { createServer, type InterlaceServer, type ServerOptions } from './server/create-server.ts';
export { graphql } from './sources/graphql/index.ts';
export type { GraphqlOptions, SubscriptionOptions } from './sources/graphql/options.ts';
export { grpc } from './sources/grpc/index.ts';
export type { GrpcOptions } from './sources/grpc/options.ts';
export { openapi } from './sources/openapi/index.ts';
export type {
  OAuthCredential,
  OpenApiCredential,
  OpenApiOptions,
  PaginationOptions,
  ProjectionOptions,
} from './sources/openapi/options.ts';
export { rest } from './sources/rest/index.ts';
export type { RestOptions } from './sources/rest/options.ts';
export { soap } from './sources/soap/index.ts';
export type { SoapImportOptions, SoapOptions, SoapSecurityOptions } from './sources/soap/options.ts';
export type {
  BreakerOptions,
  CallResilience,
  CommonSourceOptions,
  Duration,
  ResilienceOptions,
  TlsOptions,
} from './sources/source.ts';
export type { SourceDefinition } from './sources/source-definition.ts';
export type { Logger } from './telemetry/logger.ts';
export type {
  HistogramMetric,
  HistogramSample,
  Labels,
  Metric,
  ValueMetric,
  ValueSample,
} from './telemetry/metrics/metric.ts';
export type { TraceEntry } from './telemetry/trace.ts';
