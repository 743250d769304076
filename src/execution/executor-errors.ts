import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors/error-codes.ts';
import { ERROR_CODES } from '../errors/error-codes.ts';
import { GatewayError } from '../errors/gateway-error.ts';

interface ErrorMaskOptions {
  /** True: clients see what this source itself said of its errors. Default: none does. */
  readonly exposes?: ((source: string) => boolean) | undefined;
  /** Told of every error that a client does not get to see, with the id that the client gets instead. Must not throw. */
  readonly report?: ((id: string, error: unknown) => void) | undefined;
  /** A new id for a masked error. */
  readonly newId: () => string;
}

/** What a client gets to see of an execution error: its place stays, its text and extensions only if they are ours. */
export type ErrorMask = (error: GraphQLError) => GraphQLError;

export function createErrorMask(options: ErrorMaskOptions): ErrorMask {
  const masked = (error: GraphQLError, thrown: unknown): GraphQLError => {
    const id = options.newId();
    options.report?.(id, thrown);
    return replaced(error, ERROR_CODES.INTERNAL_SERVER_ERROR.publicMessage, { code: 'INTERNAL_SERVER_ERROR', id });
  };
  return (error) => {
    const ours = GatewayError.find(error);
    if (ours !== undefined) {
      if (ours.code === 'INTERNAL_SERVER_ERROR') return masked(error, ours);
      const upstream = ours.source !== undefined && options.exposes?.(ours.source) ? ours.protocol : undefined;
      return replaced(error, ours.message, { ...ours.extensions, ...(upstream && { upstream }) });
    }
    const code = completionCode(error);
    if (code !== undefined) return replaced(error, sayable(error, code), { code });
    return masked(error, error.originalError ?? error);
  };
}

/**
 * The code of an error that completing a value raises, which has no code of its own: a value that does not fit its type is the upstream's,
 * an argument that does not fit is the client's. A user's resolver may throw a `GraphQLError` with a code: that one is meant to be seen.
 */
function completionCode(error: GraphQLError): ErrorCode | string | undefined {
  const { originalError, extensions } = error;
  if (typeof extensions.code === 'string') return extensions.code;
  const raisedByGraphql = originalError === undefined || originalError instanceof GraphQLError;
  if (raisedByGraphql && /^(?:Argument|Variable) "/.test(error.message)) return 'BAD_USER_INPUT';
  return raisedByGraphql || isNullError(error) ? 'UPSTREAM_MALFORMED' : undefined;
}

/** Of a value that does not fit its type, graphql-js quotes the value, which may be a secret of the upstream. */
function sayable(error: GraphQLError, code: string): string {
  const hasOwnCode = typeof error.extensions.code === 'string';
  if (hasOwnCode || code !== 'UPSTREAM_MALFORMED' || isNullError(error)) return error.message;
  return ERROR_CODES.UPSTREAM_MALFORMED.publicMessage;
}

const isNullError = ({ message }: GraphQLError): boolean =>
  message.startsWith('Cannot return null for non-nullable field ');

function replaced(error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions,
  });
}
