import type { CallResilience, Duration, ResilienceOptions } from '../sources/source.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import type { AuthenticationConfig } from './authentication-config.ts';
import type { JwtClaims } from './jwt-claims.ts';

/** A number of bytes, or text such as '512kb', '1mb' (1 kb is 1,024 bytes). What cannot be read is a start-up error, never 'no limit'. */
export type ByteSize = number | string;

/** A positive whole number, or the word 'unlimited'. Zero and negative numbers are start-up errors. */
export type Limit = number | 'unlimited';

/** What the user writes. Every text may contain `${NAME}` or `${NAME:-fallback}`, replaced by environment variables at start. */
export interface GatewayConfig {
  /** The services, by the name that errors, traces and prefixes use. */
  readonly sources: Readonly<Record<string, SourceDefinition>>;
  /** SDL that joins the sources: a path, several paths, or the SDL itself. Default: none. */
  readonly graph?: string | readonly string[];
  /** Path of a module with permission rules, or the settings written out. Default: no rules. */
  readonly permissions?: string | PermissionsConfig;
  /** Where cached values live, and cache rules by schema coordinate. Default: nothing is cached until a rule says so. */
  readonly cache?: CacheConfig;
  /** For every source; a source's own options stand before it, and rules by schema coordinate before those. */
  readonly resilience?: ResilienceConfig;
  /** What one request may ask for. */
  readonly limits?: LimitsConfig;
  readonly server?: ServerConfig;
  /** Verifies the callers' JSON Web Tokens; their claims are `context.jwt`. Default: none is looked at. */
  readonly authentication?: AuthenticationConfig;
  /**
   * Called once for each operation; what it returns is `context.user` of rules and `{context.user…}` of templates. A throw answers
   * the operation with `UNAUTHENTICATED` when it is a `GatewayError` of that code, else with a masked error. Default: an empty object.
   * It belongs to `createServer` and the commands: an Apollo Server that mounts the gateway has a `context` of its own.
   */
  readonly context?: ContextFunction;
}

/** The caller as it arrived: header names in lower case. */
export interface IncomingRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Address of the caller; behind a trusted proxy, the one that the proxy reports. */
  readonly ip: string;
  readonly transport: 'http' | 'sse' | 'websocket';
  /** The verified claims of the caller's token; undefined where it has none. */
  readonly jwt?: JwtClaims;
  /** What a WebSocket client sent in `connection_init`. */
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

export type ContextFunction = (
  request: IncomingRequest,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** Besides its own settings, rules by schema coordinate: `{ 'Customer.email': 'isSelf or isSupport' }` or a rule itself. */
export interface PermissionsConfig {
  /** Path of a module whose named exports are the rules. */
  readonly module?: string;
  /** Rules by the name that `@allow(if:)` uses. */
  readonly rules?: Readonly<Record<string, unknown>>;
  /** Fields that no rule names. Default 'allow' in development; production asks for an explicit choice. */
  readonly unlisted?: 'allow' | 'deny';
  readonly [coordinate: string]: unknown;
}

/** Besides its own settings, rules by schema coordinate: `{ 'Query.products': { ttl: '30s' } }`. */
export interface CacheConfig {
  /** Bound of the memory tier. Default '64mb'. */
  readonly memory?: ByteSize;
  /** A store that several replicas share: a Keyv instance, or a `redis://` URL. Default: memory alone. */
  readonly store?: string | object;
  readonly [coordinate: string]: CacheRuleConfig | ByteSize | object | undefined;
}

/** Besides what holds for every source, rules by schema coordinate: `{ 'Query.products': { timeout: '2s' } }`. */
export interface ResilienceConfig extends ResilienceOptions {
  readonly [coordinate: string]: CallResilience | ResilienceOptions[keyof ResilienceOptions];
}

/** The same settings as `@cache` has. */
export interface CacheRuleConfig {
  readonly ttl: Duration;
  /** How long after `ttl` an entry still answers at once while it is refreshed. Default: not at all. */
  readonly staleWhileRevalidate?: Duration;
  /** How long after `ttl` an entry answers when the upstream fails. Default: not at all. */
  readonly staleIfError?: Duration;
  /** Default: 'private' as soon as credentials are involved, else 'public'. */
  readonly scope?: 'public' | 'private';
  /** Templates such as `product:{sku}`. */
  readonly tags?: readonly string[];
  /** The caller's headers that are part of the key. */
  readonly vary?: readonly string[];
  /** Whether what the upstream says of an answer (HTTP: `Cache-Control`, `ETag` …) stands before these times. Default false. */
  readonly followUpstream?: boolean;
}

export interface LimitsConfig {
  /** Request body, as sent and as inflated. Default '1mb'. */
  readonly body?: ByteSize;
  /** Document text. Default '100kb'. */
  readonly source?: ByteSize;
  /** Tokens of a document. Default 2000. */
  readonly tokens?: Limit;
  /** Nested brackets of a document, counted before it is parsed. Default 200. */
  readonly nesting?: Limit;
  /** Depth of selections, fragments expanded. Default 12. */
  readonly depth?: Limit;
  /** Aliases of an operation. Default 30. */
  readonly aliases?: Limit;
  /** Root fields of an operation. Default 20. */
  readonly rootFields?: Limit;
  /** Directives of a document. Default 50. */
  readonly directives?: Limit;
  /** Fields of an operation, fragments expanded. Default 1000. */
  readonly fields?: Limit;
  /** Operations of a document. Default 10. */
  readonly operations?: Limit;
  /** Estimated cost of an operation: 2 an object, 1 a leaf, times the size of lists. Default 100000. */
  readonly cost?: Limit;
  /** How long a request may take. Default '30s'. */
  readonly deadline?: Duration;
  /** Operations that run at once. Default 512. */
  readonly concurrency?: Limit;
  /** Operations that may wait for one of these places, ten seconds at most. Default 2048. */
  readonly queue?: Limit;
  /** Prepared operations kept in memory. Default 1000. */
  readonly prepared?: Limit;
  /** Bound of their size. Default '32mb'. */
  readonly preparedBytes?: ByteSize;
}

export interface ServerConfig {
  /** 0 takes a free one. Default 4000. */
  readonly port?: number | string;
  /** Default '127.0.0.1' in development, '0.0.0.0' in production. */
  readonly host?: string;
  /** Where the graph is. Default '/graphql'. */
  readonly path?: string;
  /** GraphiQL at '/'. Default: in development. */
  readonly playground?: boolean | PlaygroundConfig;
  /** Whether clients may ask for the schema. Default: in development. */
  readonly introspection?: boolean;
  /** Whether the header `interlace-trace: 1` is answered with `extensions.trace`. Default: in development. */
  readonly trace?: boolean;
  /** Which other origins may call from a browser. Default: none. */
  readonly cors?: false | CorsConfig;
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustProxy?: readonly string[];
  readonly subscriptions?: false | SubscriptionsConfig;
  /** Operations with files (GraphQL multipart request specification). Default: where an argument of the graph has the type `Upload`. */
  readonly uploads?: false | UploadsConfig;
  readonly drain?: DrainConfig;
  /**
   * A listener of its own for `/health/live`, `/health/ready` and `/metrics`, for whoever watches the gateway; the graph's port then tells of
   * health no more than whether it is ready. True: on port 8081 of 127.0.0.1. Default false.
   */
  readonly admin?: boolean | AdminConfig;
}

export interface AdminConfig {
  /** 0 takes a free one. Default 8081. */
  readonly port?: number | string;
  /** Nothing here asks who is asking: choose an address that only your own network reaches. Default '127.0.0.1'. */
  readonly host?: string;
  /** Whether what `/metrics` tells is counted. Default true. */
  readonly metrics?: boolean;
}

export interface PlaygroundConfig {
  /** The operation that the editor opens with. Default: one that the graph answers. */
  readonly query?: string;
  /** Title of the page. Default 'Interlace'. */
  readonly title?: string;
}

export interface CorsConfig {
  /** Exact origins, or '*' for every origin (then never with credentials). */
  readonly origins: '*' | readonly string[];
  /** Whether cookies may come along. Default false. */
  readonly credentials?: boolean;
  /** Request headers allowed besides those of GraphQL itself. Default: 'authorization'. */
  readonly headers?: readonly string[];
  /** How long a browser may remember the answer. Default '10m'. */
  readonly maxAge?: Duration;
}

export interface SubscriptionsConfig {
  /** Sockets from one address. Default 20. */
  readonly socketsPerAddress?: Limit;
  /** Operations on one socket. Default 50. */
  readonly operationsPerSocket?: Limit;
  /** One message from a client. Default '256kb'. */
  readonly message?: ByteSize;
  /** Events that wait for a slow client before it is cut off. Default 128. */
  readonly buffer?: Limit;
  /** How long a socket may live. Default '24h'. */
  readonly lifetime?: Duration;
}

export interface UploadsConfig {
  /** Files of an operation; one that is used at several places counts at each. Default 4. */
  readonly files?: Limit;
  /** One file. Default '10mb'. */
  readonly fileSize?: ByteSize;
  /**
   * What one request may keep in memory of files that come before they are needed, or are used at several places; all others pass by.
   * Default '1mb'.
   */
  readonly buffer?: ByteSize;
  /** How long a client may send less than 1 kb a second while its files are waited for. Default '10s'. */
  readonly idle?: Duration;
  /** How long an operation with files may take, instead of `limits.deadline`. Default '5m'. */
  readonly deadline?: Duration;
  /** Operations with files that run at once, apart from `limits.concurrency`; one more is refused. Default 32. */
  readonly concurrency?: Limit;
}

export interface DrainConfig {
  /** From the signal until the server stops to accept, for load balancers that have to notice. Default 0 in development, '5s' in production. */
  readonly delay?: Duration;
  /** How long requests in flight may take to finish. Default '20s'. */
  readonly grace?: Duration;
}
