import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ExecutionContext } from '../execution/execution-context.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { GatewayHandle } from './gateway-handle.ts';
import type { GraphqlParams } from './http/graphql-params.ts';
import { type HttpAnswer, statusOf } from './http/http-answer.ts';
import { PREFLIGHT_HEADERS } from './http/request-guard.ts';

/** Answers an operation through Apollo Server's whole request pipeline, for plugins and for what the fast lane does not take. */
export interface ApolloLane {
  answer(params: GraphqlParams, method: string, context: ExecutionContext): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/** Plugins get our context as theirs. */
export type ServerPlugin = ApolloServerPlugin<ExecutionContext>;

export async function startApolloLane(
  gateway: GatewayHandle,
  plugins: readonly ServerPlugin[],
  logger: Logger,
): Promise<ApolloLane> {
  const apollo = new ApolloServer<ExecutionContext>({
    gateway,
    // The gateway's own preparation is the gate for introspection, on every transport.
    introspection: true,
    apollo: {},
    logger,
    csrfPrevention: { requestHeaders: PREFLIGHT_HEADERS },
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    stringifyResult: (value) => JSON.stringify(value),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ...plugins,
    ],
  });
  await apollo.start();
  return {
    async answer(params, method, context) {
      const headers = new HeaderMap(Object.entries(context.headers));
      // The body is parsed and its type negotiated before either lane, so that both decide alike.
      headers.set('content-type', 'application/json');
      headers.set('accept', 'application/json');
      const {
        status,
        headers: sent,
        body,
      } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: method === 'GET' ? 'POST' : method, headers, search: '', body: bodyOf(params) },
        context: () => Promise.resolve(context),
      });
      sent.delete('content-type');
      sent.delete('content-length');
      return withStatus({ status: status ?? 200, headers: Object.fromEntries(sent), body: await textOf(body) });
    },
    stop: () => apollo.stop(),
  };
}

function bodyOf({ query, operationName, variables, extensions }: GraphqlParams): Record<string, unknown> {
  return {
    query,
    ...(operationName === undefined ? undefined : { operationName }),
    ...(variables === undefined ? undefined : { variables }),
    // A hash beside its query asks for nothing; Apollo Server would refuse it.
    ...(extensions === undefined ? undefined : { extensions: { ...extensions, persistedQuery: undefined } }),
  };
}

async function textOf(
  body: { kind: 'complete'; string: string } | { kind: 'chunked'; asyncIterator: AsyncIterable<string> },
): Promise<string> {
  if (body.kind === 'complete') return body.string;
  let text = '';
  for await (const chunk of body.asyncIterator) text += chunk;
  return text;
}

/** Apollo Server answers 500 where our table of codes knows better. */
function withStatus(answer: HttpAnswer): HttpAnswer {
  if (answer.status < 500) return answer;
  const text = String(answer.body);
  const parsed: unknown = JSON.parse(text);
  const errors = typeof parsed === 'object' && parsed !== null && 'errors' in parsed ? parsed.errors : undefined;
  return Array.isArray(errors) && !text.includes('"data":') ? { ...answer, status: statusOf(errors) } : answer;
}
