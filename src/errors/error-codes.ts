/** Who has to act on an error of this code, and when it can appear. */
export type ErrorPhase = 'start' | 'request' | 'upstream' | 'gateway';

export interface ErrorCodeRow {
  readonly phase: ErrorPhase;
  /** True when the same call may succeed if it is made again later. */
  readonly transient: boolean;
  /** HTTP status of a response that consists of this error alone; errors of a field answer with 200. */
  readonly httpStatus: number;
  /** The message a client sees when the error's own message is masked. */
  readonly publicMessage: string;
}

/** The closed table of codes: every `GatewayError` has one of these, and `docs/errors.md` explains each. */
export const ERROR_CODES = {
  CONFIG_INVALID: { phase: 'start', transient: false, httpStatus: 500, publicMessage: 'The configuration is invalid.' },
  DESCRIPTION_UNREADABLE: {
    phase: 'start',
    transient: true,
    httpStatus: 500,
    publicMessage: 'A service description could not be read.',
  },
  DESCRIPTION_INVALID: {
    phase: 'start',
    transient: false,
    httpStatus: 500,
    publicMessage: 'A service description is invalid.',
  },
  COMPOSITION_FAILED: {
    phase: 'start',
    transient: false,
    httpStatus: 500,
    publicMessage: 'The sources could not be composed into one graph.',
  },

  BAD_REQUEST: { phase: 'request', transient: false, httpStatus: 400, publicMessage: 'The request is malformed.' },
  GRAPHQL_PARSE_FAILED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The document could not be parsed.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The document does not fit the schema.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The operation to run could not be determined.',
  },
  BAD_USER_INPUT: { phase: 'request', transient: false, httpStatus: 400, publicMessage: 'An input value is invalid.' },
  /** Clients know this answer by its message, and send the document's text from then on. */
  PERSISTED_QUERY_NOT_SUPPORTED: {
    phase: 'request',
    transient: false,
    httpStatus: 200,
    publicMessage: 'PersistedQueryNotSupported',
  },
  UNAUTHENTICATED: {
    phase: 'request',
    transient: false,
    httpStatus: 401,
    publicMessage: 'Authentication is required.',
  },
  AUTHENTICATION_UNAVAILABLE: {
    phase: 'request',
    transient: true,
    httpStatus: 503,
    publicMessage: 'The token cannot be verified at the moment.',
  },
  SUBSCRIPTION_JWT_EXPIRED: {
    phase: 'request',
    transient: false,
    httpStatus: 401,
    publicMessage: 'The token has expired, and the subscription with it.',
  },
  FORBIDDEN: { phase: 'request', transient: false, httpStatus: 403, publicMessage: 'Access is not allowed.' },
  RATE_LIMITED: { phase: 'request', transient: true, httpStatus: 429, publicMessage: 'Too many requests.' },
  CANCELLED: { phase: 'request', transient: false, httpStatus: 499, publicMessage: 'The request was cancelled.' },
  DEADLINE_EXCEEDED: {
    phase: 'request',
    transient: true,
    httpStatus: 504,
    publicMessage: 'The request took longer than its deadline.',
  },
  PAYLOAD_TOO_LARGE: {
    phase: 'request',
    transient: false,
    httpStatus: 413,
    publicMessage: 'The request body is too large.',
  },
  LIMIT_EXCEEDED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The document exceeds a limit of this graph.',
  },
  TOKEN_LIMIT_EXCEEDED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The document has too many tokens.',
  },
  DEPTH_LIMIT_EXCEEDED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The document is nested too deeply.',
  },
  ALIAS_LIMIT_EXCEEDED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The document has too many aliases.',
  },
  COST_LIMIT_EXCEEDED: {
    phase: 'request',
    transient: false,
    httpStatus: 400,
    publicMessage: 'The operation costs more than this graph allows.',
  },
  OVERLOADED: { phase: 'request', transient: true, httpStatus: 503, publicMessage: 'The gateway is overloaded.' },

  UPSTREAM_REJECTED: {
    phase: 'upstream',
    transient: false,
    httpStatus: 200,
    publicMessage: 'The upstream service rejected the call.',
  },
  UPSTREAM_UNAUTHORIZED: {
    phase: 'upstream',
    transient: false,
    httpStatus: 200,
    publicMessage: 'The upstream service did not accept the credentials it was given.',
  },
  UPSTREAM_THROTTLED: {
    phase: 'upstream',
    transient: true,
    httpStatus: 200,
    publicMessage: 'The upstream service is limiting the rate of calls.',
  },
  UPSTREAM_UNAVAILABLE: {
    phase: 'upstream',
    transient: true,
    httpStatus: 200,
    publicMessage: 'The upstream service could not be reached.',
  },
  UPSTREAM_TIMEOUT: {
    phase: 'upstream',
    transient: true,
    httpStatus: 200,
    publicMessage: 'The upstream service did not answer in time.',
  },
  UPSTREAM_FAILED: {
    phase: 'upstream',
    transient: true,
    httpStatus: 200,
    publicMessage: 'The upstream service failed.',
  },
  UPSTREAM_MALFORMED: {
    phase: 'upstream',
    transient: false,
    httpStatus: 200,
    publicMessage: 'The upstream service answered with something its description does not allow.',
  },

  INTERNAL_SERVER_ERROR: {
    phase: 'gateway',
    transient: false,
    httpStatus: 500,
    publicMessage: 'Internal server error.',
  },
} as const satisfies Record<string, ErrorCodeRow>;

export type ErrorCode = keyof typeof ERROR_CODES;
