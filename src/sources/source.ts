import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Issue } from '../errors/issue.ts';
import type { CancelSignal } from '../utils/cancel-signal.ts';
import type { Freshness, KeepRequest } from './freshness.ts';

/**
 * The contract of a source. Six kinds, one shape: `describe` reads (all I/O through `io`), `translate` is pure, `connect` talks.
 *
 * **Values.** What crosses this contract in either direction is *GraphQL-shaped*: an object has the field names of the translated
 * schema, an enum value is its GraphQL name, a list is an array, and a leaf is as JSON has it, which is what the scalar's `serialize`
 * gives back unchanged (`BigInt`, `Decimal`, `DateTime`, `Byte` … are strings). An absent field is `undefined` or `null`. An object
 * of an interface or union type carries `__typename`. Objects may have a null prototype and must be treated as read-only.
 */

/** The outside world, injected. A relative location resolves against `baseDir`. */
export interface SourceIO {
  readonly baseDir: string;
  /** Bytes of a file. Rejects with `DESCRIPTION_UNREADABLE`, naming the path and the reason. */
  readFile(path: string): Promise<Uint8Array>;
  /** Paths of the files below `directory` (recursive) that end in `suffix`, sorted. */
  listFiles(directory: string, suffix: string): Promise<readonly string[]>;
  /** Bytes behind a URL. Follows no redirect to another origin. Rejects with `DESCRIPTION_UNREADABLE`. */
  fetch(url: URL, request?: FetchRequest): Promise<FetchedBody>;
}

export interface FetchRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Upper bound of the decompressed body, in bytes. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface FetchedBody {
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Options that every kind has; the gateway reads them, a kind need not. */
export interface CommonSourceOptions {
  /** Where the service is; overrides what its description says. */
  readonly endpoint?: string;
  /** Headers (gRPC: metadata) sent with every call, and when the description is fetched from the same origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The caller's headers that this upstream receives, by name, in the place of configured ones of the same name. Default: none. They are
   * part of what keeps viewers apart.
   */
  readonly forward?: readonly string[];
  /** Which certificates are trusted, and the one that is shown. Default: what the system trusts, and none. */
  readonly tls?: TlsOptions;
  /**
   * 'described': as its description says, but that fields of `Query` and `Mutation` may be null, so that a failure leaves other fields their
   * data. 'strict': these too as described. 'lenient': every output field may be null. Default: 'described'.
   */
  readonly nullability?: 'described' | 'lenient' | 'strict';
  /** Only operations that match a glob (against the field name) are taken. Default: all. */
  readonly include?: readonly string[];
  /** Operations that match a glob are left out, after `include`. Default: none. */
  readonly exclude?: readonly string[];
  /** Operations that match a glob are queries, whatever was described or guessed. */
  readonly queries?: readonly string[];
  /** Operations that match a glob are mutations, whatever was described or guessed. */
  readonly mutations?: readonly string[];
  /** New names by coordinate: `{ 'Query.getCustomers': 'customers', 'Address': 'PostalAddress' }`. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Puts this source's root fields below one field of this name, and prefixes its types with it. */
  readonly namespace?: string;
  /** What happens when the description cannot be read or used. Default: 'fail' in production, 'exclude' in development. */
  readonly onError?: 'fail' | 'exclude' | 'last-good';
  /** Time-outs, retries, breaker, concurrency and rate of the calls of this source; before what holds for all. */
  readonly resilience?: ResilienceOptions;
  /** Largest decoded response of one call, in bytes. Default 10 MB. */
  readonly maxResponseBytes?: number;
  /** Sends the upstream's own error text and typed detail to clients. Default: false. */
  readonly exposeErrors?: boolean;
}

export interface TlsOptions {
  /** PEM text or path of the certificate authorities to trust instead of the system's. */
  readonly ca?: string;
  /** PEM text or path of the certificate that is shown to the service (mutual TLS). Default: none. */
  readonly cert?: string;
  /** PEM text or path of its private key. */
  readonly key?: string;
  /** Of the private key, where it is encrypted. */
  readonly passphrase?: string;
  /** The name that the service's certificate has to be for. Default: the host of the endpoint. */
  readonly serverName?: string;
  /** Never false outside a test. Default: true. */
  readonly rejectUnauthorized?: boolean;
}

/** Durations are milliseconds or text such as '10s', '250ms', '5m'. */
export type Duration = number | string;

export interface ResilienceOptions {
  /** Deadline of one call with all its tries. Default '10s'. */
  readonly timeout?: Duration;
  /** Deadline of one try. Default: the call's. */
  readonly tryTimeout?: Duration;
  /** Further tries of a read that is known to be safe, not guessed. Default 2; false or 0 for none. */
  readonly retries?: number | false;
  /**
   * Tries idempotent writes (HTTP's PUT and DELETE, a gRPC method that says IDEMPOTENT) again as well. Default false: what somebody else
   * wrote between two tries would be lost.
   */
  readonly retryWrites?: boolean;
  /** Calls in flight to this source. Default 64. */
  readonly concurrency?: number;
  /** Calls that may wait for one of these places, within their `timeout`. Default 2048. */
  readonly queue?: number;
  readonly breaker?: false | BreakerOptions;
  /**
   * Calls per second that this source may receive; `burst` at once and so many on average, or by default no more in any one second. Default:
   * unlimited.
   */
  readonly rate?: { readonly perSecond: number; readonly burst?: number };
  /** 'last-good': a read that fails is answered with what it answered last. Default: it fails. */
  readonly fallback?: 'last-good';
}

/** What the calls of one field may have of their own. */
export interface CallResilience extends Pick<ResilienceOptions, 'timeout' | 'tryTimeout' | 'retries' | 'retryWrites'> {
  /** What a read that fails is answered with: a value of the field's type, or what it answered last. */
  readonly fallback?: 'last-good' | { readonly value: unknown };
}

export interface BreakerOptions {
  /** Share of failures that opens it. Default 0.5. */
  readonly threshold?: number;
  /** Calls in the window before it may open. Default 20. */
  readonly minimumCalls?: number;
  /** Rolling window. Default '10s'. */
  readonly window?: Duration;
  /** How long it stays open before it probes. Default '5s'. */
  readonly openFor?: Duration;
}

export interface Source<Options extends CommonSourceOptions, Description, Wire> {
  readonly kind: string;
  /** Reads the description and all that it imports. Rejects with `DESCRIPTION_UNREADABLE` or `DESCRIPTION_INVALID`. */
  describe(options: Options, io: SourceIO): Promise<Description>;
  /** Pure and deterministic. Collects every issue, throws none. */
  translate(description: Description, options: Options): Subschema<Wire>;
  /** Opens nothing yet: the first call does. */
  connect(options: Options, description: Description): Connector<Wire>;
}

export interface Subschema<Wire = unknown> {
  /** Types only, no resolvers. A description with no query has none; composition adds what is missing. */
  readonly schema: GraphQLSchema;
  /** By coordinate, such as 'Query.order', 'Mutation.createOrder', 'Subscription.priceChanges'. */
  readonly operations: ReadonlyMap<string, Operation<Wire>>;
  readonly issues: readonly Issue[];
  /** Number of operations that the description has, translated or not. */
  readonly described: number;
  /** Joins that the description itself declares (OpenAPI links). */
  readonly links?: readonly DescribedLink[];
}

export interface Operation<Wire = unknown> {
  readonly coordinate: string;
  readonly effect: 'read' | 'write' | 'watch';
  /** May be repeated without harm, as declared and not as guessed. Only then may a read be retried or deduplicated; a write, if asked for. */
  readonly idempotent: boolean;
  /** What the trace and the log call it: `GET /orders`, `GetCustomers`, `Catalog/GetProducts`. */
  readonly label: string;
  /** Verb and path, SOAP action, RPC path: what only the source's own codec and connector understand. Frozen plain data. */
  readonly wire: Wire;
  readonly batch?: BatchRule;
}

/** One call can answer many keys. */
export interface BatchRule {
  /** The list argument that takes the keys; dotted inside an input object. */
  readonly arg: string;
  /** The field of a result item that holds its key. */
  readonly by: string;
  /** Most keys of one call. */
  readonly max?: number;
}

/** A field that the description itself says can be followed. Templates are those of `@link`. */
export interface DescribedLink {
  readonly type: string;
  readonly field: string;
  /** Coordinate of the operation that answers. */
  readonly from: string;
  readonly args: Readonly<Record<string, string>>;
  readonly at: string;
  /** Where another operation answers many keys at once: it is asked instead, and its items are matched by key. */
  readonly batch?: DescribedBatch;
}

export interface DescribedBatch {
  /** Coordinate of the operation that answers a list. */
  readonly from: string;
  /** Its list argument that takes the keys. */
  readonly arg: string;
  /** Path of the parent's key. */
  readonly key: string;
  /** The field of an item that holds its key. */
  readonly by: string;
  /** Most keys of one call: no more than one page can answer. */
  readonly max: number;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * What a query wants of a value, by field name (never by alias); fields of all members of an abstract type are in one map.
 * Frozen, and the same object for every run of a prepared operation: a codec keeps its compiled decoder in a WeakMap by it.
 */
export interface Selection {
  /** A leaf field maps to null. `__typename` is not listed. */
  readonly fields: ReadonlyMap<string, Selection | null>;
  /** Canonical text, equal for equal selections: `id,customer{address{city},name}` with names sorted. */
  readonly key: string;
}

export interface Call<Wire = unknown> {
  readonly operation: Operation<Wire>;
  /** Coerced arguments by GraphQL name; absent ones are absent. Must not be changed. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Undefined: the whole value is wanted (a leaf, or an answer that will be cached). */
  readonly selection: Selection | undefined;
  /** The caller's headers that this source forwards: lower-case names, allow-listed. */
  readonly forwarded: Readonly<Record<string, string>>;
  /** Aborts when the client has gone or the deadline of this try has passed. */
  readonly signal: CancelSignal;
  /** The same deadline on the clock of `performance.now()`, for protocols that send it along (`grpc-timeout`). */
  readonly deadline: number;
  /** Present: the answer will be kept for as long as its upstream says. A connector that knows notes it in `report.freshness`. */
  readonly keep?: KeepRequest | undefined;
}

/** What one exchange cost and said; a connector may report it. */
export interface CallReport {
  /** For the trace. */
  status?: string;
  /** How long the answer holds, when `call.keep` asks for it. Left alone where the protocol has no say in it. */
  freshness?: Freshness;
}

/** The connector of every kind but GraphQL. It does not retry, cache or batch. Rejects with `GatewayError` only. */
export interface CallConnector<Wire> extends AsyncDisposable {
  readonly takes: 'calls';
  /** Resolves to the GraphQL-shaped value of the operation's field; to anything where the report says that an earlier one still holds. */
  call(call: Call<Wire>, report?: CallReport): Promise<unknown>;
  /** Each value is one event of the subscription field. Returning the iterator cancels upstream. */
  watch?(call: Call<Wire>): AsyncIterable<unknown>;
}

export interface DocumentRequest {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationType: OperationTypeNode;
  readonly operationName: string | undefined;
  readonly forwarded: Readonly<Record<string, string>>;
  readonly signal: CancelSignal;
  readonly deadline: number;
}

/** The connector of a GraphQL upstream, which plans and batches for itself. */
export interface DocumentConnector extends AsyncDisposable {
  readonly takes: 'documents';
  /** Resolves to a checked result: `data` fits the document and the schema, or there are errors. Rejects with `GatewayError` only. */
  execute(request: DocumentRequest, report?: CallReport): Promise<ExecutionResult>;
  subscribe?(request: DocumentRequest): AsyncIterable<ExecutionResult>;
}

export type Connector<Wire = unknown> = CallConnector<Wire> | DocumentConnector;
