import type { CallResilience, CommonSourceOptions, ResilienceOptions, TlsOptions } from '../sources/source.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import type { JwtAlgorithm } from './authentication-config.ts';
import type { ContextFunction } from './gateway-config.ts';

export type Mode = 'development' | 'production';

/**
 * The configuration as the rest of the gateway reads it: frozen, defaults filled in, variables replaced, durations in milliseconds,
 * sizes in bytes, `Infinity` for 'unlimited'.
 */
export interface ResolvedConfig {
  readonly mode: Mode;
  /** Relative locations start here. */
  readonly baseDir: string;
  readonly sources: readonly ResolvedSource[];
  readonly graph: readonly GraphSdl[];
  readonly permissions: ResolvedPermissions | undefined;
  readonly cache: ResolvedCache;
  readonly resilience: ResilienceOptions;
  /** By coordinate. */
  readonly resilienceRules: Readonly<Record<string, CallResilience>>;
  readonly limits: ResolvedLimits;
  readonly server: ResolvedServer;
  readonly authentication: ResolvedAuthentication | undefined;
  readonly context: ContextFunction | undefined;
}

export interface ResolvedSource {
  readonly name: string;
  readonly definition: SourceDefinition;
  /** The definition's options with variables replaced. */
  readonly options: CommonSourceOptions;
  /** `options.onError`, or the mode's default. */
  readonly onError: 'fail' | 'exclude' | 'last-good';
  /** Where the configuration has it, for issues. */
  readonly at: string;
}

/** A path still to be read, or text written in place. */
export type GraphSdl = { readonly path: string } | { readonly sdl: string };

export interface ResolvedPermissions {
  readonly module: string | undefined;
  readonly rules: Readonly<Record<string, unknown>>;
  readonly unlisted: 'allow' | 'deny';
  /** By coordinate: an expression over rule names, or a rule. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ResolvedCache {
  readonly memoryBytes: number;
  readonly store: string | object | undefined;
  /** By coordinate. */
  readonly rules: Readonly<Record<string, ResolvedCacheRule>>;
}

export interface ResolvedCacheRule {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly scope: 'public' | 'private' | undefined;
  readonly tags: readonly string[];
  readonly vary: readonly string[];
  readonly followUpstream: boolean;
}

export interface ResolvedLimits {
  readonly bodyBytes: number;
  readonly sourceBytes: number;
  readonly tokens: number;
  readonly nesting: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly fields: number;
  readonly operations: number;
  readonly cost: number;
  readonly deadlineMs: number;
  readonly concurrency: number;
  readonly queue: number;
  readonly prepared: number;
  readonly preparedBytes: number;
}

export interface ResolvedServer {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly playground: ResolvedPlayground | undefined;
  readonly introspection: boolean;
  readonly trace: boolean;
  readonly cors: ResolvedCors | undefined;
  readonly trustProxy: readonly string[];
  readonly subscriptions: ResolvedSubscriptions | undefined;
  readonly uploads: ResolvedUploads | undefined;
  readonly drain: { readonly delayMs: number; readonly graceMs: number };
  readonly admin: ResolvedAdmin | undefined;
}

export interface ResolvedAdmin {
  readonly port: number;
  readonly host: string;
  readonly metrics: boolean;
}

export interface ResolvedAuthentication {
  readonly issuers: readonly ResolvedIssuer[];
  readonly required: boolean;
  /** In lower case. */
  readonly header: string;
  readonly cookie: string | undefined;
  readonly leewayMs: number;
  readonly tokenBytes: number;
  /** Tokens. */
  readonly remembered: number;
  readonly keySets: ResolvedKeySets;
}

export interface ResolvedKeySets {
  readonly refreshMs: number;
  readonly cooldownMs: number;
  readonly timeoutMs: number;
  readonly staleMs: number;
}

export interface ResolvedIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly JwtAlgorithm[];
  readonly type: string | undefined;
  readonly keys:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'inline'; readonly set: object }
    | { readonly kind: 'secrets'; readonly secrets: readonly string[] };
  readonly tls: TlsOptions | undefined;
  /** Where the configuration has its key set, for issues. */
  readonly at: string;
}

export interface ResolvedPlayground {
  readonly query: string | undefined;
  readonly title: string;
}

export interface ResolvedCors {
  readonly origins: '*' | readonly string[];
  readonly credentials: boolean;
  readonly headers: readonly string[];
  readonly maxAgeMs: number;
}

export interface ResolvedUploads {
  readonly files: number;
  readonly fileBytes: number;
  readonly bufferBytes: number;
  readonly idleMs: number;
  readonly deadlineMs: number;
  readonly concurrency: number;
}

export interface ResolvedSubscriptions {
  readonly socketsPerAddress: number;
  readonly operationsPerSocket: number;
  readonly messageBytes: number;
  readonly buffer: number;
  readonly lifetimeMs: number;
}
