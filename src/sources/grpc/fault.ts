import type { ErrorCode } from '../../errors/error-codes.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import { fromNetworkError } from '../shared/network-fault.ts';
import { type DecodedStatus, decodeStatusDetails } from './codec/status-details.ts';
import type { RpcStatus } from './transport/exchange.ts';

interface StatusRow {
  readonly name: string;
  readonly code: ErrorCode;
  /** Overrides the error table's. */
  readonly transient?: boolean;
}

/** The status codes of gRPC, by number. */
const STATUS_ROWS: readonly StatusRow[] = [
  { name: 'OK', code: 'UPSTREAM_MALFORMED' },
  { name: 'CANCELLED', code: 'UPSTREAM_FAILED' },
  { name: 'UNKNOWN', code: 'UPSTREAM_FAILED', transient: false },
  { name: 'INVALID_ARGUMENT', code: 'UPSTREAM_REJECTED' },
  { name: 'DEADLINE_EXCEEDED', code: 'UPSTREAM_TIMEOUT' },
  { name: 'NOT_FOUND', code: 'UPSTREAM_REJECTED' },
  { name: 'ALREADY_EXISTS', code: 'UPSTREAM_REJECTED' },
  { name: 'PERMISSION_DENIED', code: 'UPSTREAM_UNAUTHORIZED' },
  { name: 'RESOURCE_EXHAUSTED', code: 'UPSTREAM_THROTTLED' },
  { name: 'FAILED_PRECONDITION', code: 'UPSTREAM_REJECTED' },
  { name: 'ABORTED', code: 'UPSTREAM_FAILED', transient: true },
  { name: 'OUT_OF_RANGE', code: 'UPSTREAM_REJECTED' },
  { name: 'UNIMPLEMENTED', code: 'UPSTREAM_REJECTED' },
  { name: 'INTERNAL', code: 'UPSTREAM_FAILED', transient: false },
  { name: 'UNAVAILABLE', code: 'UPSTREAM_UNAVAILABLE' },
  { name: 'DATA_LOSS', code: 'UPSTREAM_FAILED', transient: false },
  { name: 'UNAUTHENTICATED', code: 'UPSTREAM_UNAUTHORIZED' },
];

const UNKNOWN_ROW: StatusRow = { name: 'UNKNOWN', code: 'UPSTREAM_FAILED', transient: false };

/** Name of a status code, for the trace. */
export function statusName(code: number): string {
  return (STATUS_ROWS[code] ?? UNKNOWN_ROW).name;
}

/** A status that is not OK as a `GatewayError`. `decodeAny` turns a detail of a known message into an object. */
export function fromStatus(status: RpcStatus, decodeAny: (typeUrl: string, value: Buffer) => unknown): GatewayError {
  if (status.cause !== undefined) {
    const network = fromNetworkError(status.cause);
    if (network.code !== 'INTERNAL_SERVER_ERROR') return network;
  }
  const row = STATUS_ROWS[status.code] ?? UNKNOWN_ROW;
  const decoded: DecodedStatus = decodeStatusDetails(status.details, decodeAny);
  const retryAfterMs =
    status.pushbackMs !== undefined && status.pushbackMs >= 0 ? status.pushbackMs : decoded.retryAfterMs;
  const transient = status.pushbackMs !== undefined && status.pushbackMs < 0 ? false : row.transient;
  return new GatewayError(row.code, undefined, {
    protocol: {
      grpcStatus: {
        code: status.code,
        name: row.name,
        ...(decoded.details.length === 0 ? undefined : { details: decoded.details }),
      },
      ...(status.message === '' ? undefined : { text: status.message }),
    },
    ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
    ...(transient === undefined ? undefined : { transient }),
    ...(status.cause === undefined ? undefined : { cause: status.cause }),
  });
}
