export { defineConfig } from './config/define-config.ts';
export { env } from './config/env.ts';
export type {
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
  ServerConfig,
  SubscriptionsConfig,
  UploadsConfig,
} from './config/gateway-config.ts';
export { ERROR_CODES, type ErrorCode } from './errors/error-codes.ts';
export { GatewayError, type GatewayErrorOptions, type ProtocolDetail } from './errors/gateway-error.ts';
export type { Issue, IssueCode, IssueSeverity } from './errors/issue.ts';
export type { GatewayRequest } from './execution/answer-request.ts';
export type { ExecutionContext } from './execution/execution-context.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { createServer, type InterlaceServer, type ServerOptions } from './server/create-server.ts';
export { graphql } from './sources/graphql/index.ts';
export { grpc } from './sources/grpc/index.ts';
export { openapi } from './sources/openapi/index.ts';
export { rest } from './sources/rest/index.ts';
export { soap } from './sources/soap/index.ts';
export type { BreakerOptions, CommonSourceOptions, Duration, ResilienceOptions, TlsOptions } from './sources/source.ts';
export type { SourceDefinition } from './sources/source-definition.ts';
export type { Logger } from './telemetry/logger.ts';
export type { TraceEntry } from './telemetry/trace.ts';
