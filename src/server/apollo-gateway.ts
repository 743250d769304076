import { type ExecutionResult, GraphQLError, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Caller } from '../execution/caller.ts';
import type { ExecutionContext } from '../execution/execution-context.ts';
import { Canceller } from '../utils/cancel-signal.ts';
import { hasMembers } from '../utils/has-members.ts';
import type { ApolloGateway, GatewayHandle } from './gateway-handle.ts';
import { refusalOf } from './http/http-answer.ts';

type Executor = NonNullable<Awaited<ReturnType<ApolloGateway['load']>>['executor']>;
type ApolloRequest = Parameters<Executor>[0];

export interface AnsweringGateway extends Pick<GatewayHandle, 'prepare' | 'authenticate'> {
  /** The result, and the values of the response's `Cache-Control` and `Vary` where it may be kept. */
  answer(
    ...parameters: Parameters<GatewayHandle['execute']>
  ): Promise<{ readonly result: ExecutionResult; readonly cacheControl?: string; readonly vary?: string }>;
}

/**
 * The `gateway` option of Apollo Server: its pipeline parses, validates and runs plugins, and our executor answers. In an Apollo Server
 * that exists already the context is its own: it becomes `context.user` of rules and templates.
 */
export function createApolloGateway(
  schema: GraphQLSchema,
  { prepare, answer, authenticate }: AnsweringGateway,
  deadlineMs: number,
): ApolloGateway {
  const listeners = new Set<Parameters<ApolloGateway['onSchemaLoadOrUpdate']>[0]>();
  const executor: Executor = async (request) => {
    let caller: Caller | undefined;
    if (!isOurs(request.context) && authenticate !== undefined) {
      try {
        caller = await authenticate({ headers: headersOf(request) });
      } catch (thrown) {
        return refused(thrown);
      }
    }
    const prepared = prepare(request.source, request.operationName ?? undefined);
    if ('errors' in prepared) return { errors: prepared.errors as readonly GraphQLError[] };
    const { variables } = request.request;
    const respond = async (context: ExecutionContext): ReturnType<Executor> => {
      const { result, cacheControl, vary } = await answer(prepared, variables, context);
      const headers = request.response?.http?.headers;
      if (cacheControl !== undefined) headers?.set('cache-control', cacheControl);
      if (vary !== undefined) headers?.set('vary', vary);
      return result as Awaited<ReturnType<Executor>>;
    };
    if (isOurs(request.context)) return respond(request.context);
    const canceller = new Canceller();
    const timer = setTimeout(() => canceller.abort(new GatewayError('DEADLINE_EXCEEDED')), deadlineMs);
    try {
      return await respond(contextOf(request, canceller, deadlineMs, caller));
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    onSchemaLoadOrUpdate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async load() {
      // A copy: Apollo Server wraps every resolver of the schema that it is given, and a field with a resolver of its own has no plan.
      const loaded = { apiSchema: lexicographicSortSchema(schema), coreSupergraphSdl: printSchema(schema) };
      for (const listener of listeners) listener(loaded);
      return { executor };
    },
    // The gateway outlives a server that it is mounted in: whoever created it closes it.
    stop: () => Promise.resolve(),
  };
}

function isOurs(context: unknown): context is ExecutionContext {
  return hasMembers(context, 'deadline', 'signal', 'headers');
}

function headersOf(request: ApolloRequest): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of request.request.http?.headers ?? []) headers[name.toLowerCase()] = value;
  return headers;
}

/** With the status and the headers that our own server answers with: Apollo Server takes them from the error, and out of it. */
function refused(thrown: unknown): { readonly errors: readonly GraphQLError[] } {
  const { message, extensions } = GatewayError.from(thrown);
  const { status, headers } = refusalOf(thrown);
  const http = { status, headers: new Map(Object.entries(headers)) };
  const withHttp: Record<string, unknown> = { ...extensions, http };
  return { errors: [new GraphQLError(message, { extensions: withHttp })] };
}

function contextOf(
  request: ApolloRequest,
  canceller: Canceller,
  deadlineMs: number,
  caller: Caller | undefined,
): ExecutionContext {
  const now = performance.now();
  return {
    headers: headersOf(request),
    signal: canceller.signal,
    deadline: now + deadlineMs,
    startedAt: now,
    trace: undefined,
    jwt: caller?.jwt,
    user: request.context,
  };
}
