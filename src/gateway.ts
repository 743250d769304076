import { createHash } from 'node:crypto';
import { type ExecutionResult, printSchema } from 'graphql';
import type { GatewayConfig } from './config/gateway-config.ts';
import { environment } from './config/load/environment.ts';
import { readGraphFiles, readRules } from './config/load/read-graph-files.ts';
import { type ResolveOptions, resolveConfig } from './config/resolve-config.ts';
import type { ResolvedConfig } from './config/resolved-config.ts';
import type { Issue } from './errors/issue.ts';
import { startFailure, uniqueIssues } from './errors/start-failure.ts';
import { answerRequest, type GatewayRequest } from './execution/answer-request.ts';
import { keyArgument, keyText } from './execution/batching/key-text.ts';
import { cacheMetrics } from './execution/caching/cache-metrics.ts';
import type { InvalidationBus } from './execution/caching/invalidation-bus.ts';
import { type OpenedFieldCache, openFieldCache } from './execution/caching/open-field-cache.ts';
import { contextNotes } from './execution/context-notes.ts';
import { createPipeline } from './execution/create-pipeline.ts';
import { cacheDocuments } from './execution/documents/cache-documents.ts';
import { createDocumentExecutor } from './execution/documents/document-executor.ts';
import type { ExecutionContext } from './execution/execution-context.ts';
import { cacheControl, createExecutor } from './execution/executor.ts';
import { createForwarding } from './execution/executor-forwarding.ts';
import { costLimitRule } from './execution/limits/cost-limit-rule.ts';
import { coerceLinked } from './execution/link/coerce-linked.ts';
import { evaluateTemplate } from './execution/link/template.ts';
import { FallbackCounts } from './execution/metering/fallback-counts.ts';
import { type SourceFigures, sourceMetrics } from './execution/metering/source-metrics.ts';
import { createPermissions, permissionRuleNames } from './execution/permissions/create-permissions.ts';
import { createReferenceResolvers } from './execution/reference/create-reference-resolvers.ts';
import { guardFields } from './execution/reference/guard-fields.ts';
import { requireContext } from './execution/reference/require-context.ts';
import { fallsBack } from './execution/resilience/fallback-note.ts';
import { EXCLUDED, type SourceHealth } from './execution/resilience/source-health.ts';
import { asCalls, watch } from './execution/source-calls.ts';
import { composeGraph } from './graph/compose-graph.ts';
import type { Graph } from './graph/graph.ts';
import { stitchGraph } from './graph/stitch-schema.ts';
import { type AnsweringGateway, createApolloGateway } from './server/apollo-gateway.ts';
import type { Authentication } from './server/authentication/open-authentication.ts';
import type { GatewayHandle } from './server/gateway-handle.ts';
import { openSources } from './sources/open-sources.ts';
import { createKeySetReader } from './sources/shared/key-set-reader.ts';
import { createNodeDescriptionSnapshot } from './sources/shared/node-description-snapshot.ts';
import { createNodeSourceIO } from './sources/shared/node-source-io.ts';
import { failureIssue, sourceIssues } from './sources/source-issues.ts';
import { SOURCE_KINDS } from './sources/source-kinds.ts';
import { type Logger, SILENT } from './telemetry/logger.ts';
import { counter } from './telemetry/metrics/metric.ts';
import { canonicalText } from './utils/canonical-text.ts';

export interface GatewayOptions extends Partial<Pick<ResolveOptions, 'env' | 'baseDir' | 'mode' | 'locate'>> {
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** What the permission module gets, by specifier, instead of loading a second copy of it. */
  readonly modules?: Readonly<Record<string, unknown>>;
}

interface OpenGatewayOptions extends Pick<GatewayOptions, 'logger' | 'modules'> {
  /** How this process hears of the invalidations of others. Default: as the shared store lets it. */
  readonly bus?: InvalidationBus | undefined;
  /** How many processes share the sources with this one, itself included. Default 1. */
  readonly processes?: number | undefined;
  /** Hears of every file and folder that descriptions are read from, by its absolute path. */
  readonly onRead?: ((path: string) => void) | undefined;
}

/** A graph that answers. Dispose it to close its connections. */
export interface Gateway extends GatewayHandle {
  readonly graph: Graph;
  /** What reading and composing have to say without it being an error. */
  readonly issues: readonly Issue[];
  /** Makes every cached value that bears one of the tags unusable, here and in every replica that shares the store. */
  invalidate(tags: readonly string[]): Promise<void>;
  /** Answers one operation without a server. */
  request(request: GatewayRequest): Promise<ExecutionResult>;
}

/**
 * Reads the descriptions, composes the graph and makes it executable. Rejects with a `GatewayError` (`CONFIG_INVALID`,
 * `COMPOSITION_FAILED`) whose message and `facts.issues` say everything that is wrong, with its place.
 */
export async function createGateway(config: GatewayConfig, options: GatewayOptions = {}): Promise<Gateway> {
  const resolved = resolveConfig(config, { ...environment(options), kinds: SOURCE_KINDS });
  if (resolved.config === undefined) {
    const unreadable = await unreadableSources(resolved.sources, environment(options).baseDir);
    throw startFailure('CONFIG_INVALID', [...resolved.issues, ...unreadable]);
  }
  return openGateway(resolved.config, options);
}

/** What is wrong with the descriptions of sources whose configuration cannot be run for other reasons. */
export async function unreadableSources(
  sources: ResolvedConfig['sources'],
  baseDir: string,
  onRead?: OpenGatewayOptions['onRead'],
): Promise<readonly Issue[]> {
  const { failures } = await openAll(sources, baseDir, onRead);
  return failures.map(failureIssue);
}

/** The same for a configuration that is resolved already. */
export async function openGateway(
  config: ResolvedConfig,
  { logger = SILENT, modules = {}, bus, processes, onRead }: OpenGatewayOptions = {},
): Promise<Gateway> {
  const { baseDir } = config;
  const [{ opened, failures }, files, permissions, authentication] = await Promise.all([
    openAll(config.sources, baseDir, onRead),
    readGraphFiles(config.graph, baseDir),
    readRules(config.permissions, baseDir, modules),
    authenticationOf(config, logger),
  ]);
  const issues = [
    ...opened.flatMap(sourceIssues),
    ...files.issues,
    ...permissions.issues,
    ...(authentication?.issues ?? []),
  ];

  const connectors = new Map(opened.map((source) => [source.name, source.connect()]));
  const graph = composeGraph({
    sources: opened.map(({ name, subschema, options }) => ({
      name,
      takes: connectors.get(name)?.takes ?? 'calls',
      subschema,
      options,
    })),
    extensions: files.extensions,
    tables: {
      cache: config.cache.rules,
      permissions: textRules(config.permissions?.fields),
      resilience: config.resilienceRules,
    },
    resilience: config.resilience,
    authenticates: config.authentication !== undefined,
    permissionRules: permissionRuleNames(permissions.rules),
  });
  const guards = createPermissions({
    graph,
    rules: permissions.rules,
    fields: config.permissions?.fields,
    unlisted: config.permissions?.unlisted ?? 'allow',
  });
  issues.push(...graph.issues, ...guards.issues);
  // A source that was left out is why, where something is missing.
  const missing =
    opened.length === 0 || failures.some(({ fatal }) => fatal) || issues.some(({ severity }) => severity === 'error');
  issues.unshift(...failures.map((failure) => failureIssue({ ...failure, fatal: missing })));
  if (missing) authentication?.[Symbol.dispose]();
  if (missing) throw startFailure('COMPOSITION_FAILED', uniqueIssues(issues));
  for (const { stale, name } of opened) {
    if (stale !== undefined) logger.warn('a source runs on its last good description', { source: name, error: stale });
  }

  const forwardingOf = createForwarding(new Map(opened.map(({ name, options }) => [name, options.forward ?? []])));
  const forwardedNames = (source: string): readonly string[] =>
    opened.find(({ name }) => name === source)?.options.forward?.map((header) => header.toLowerCase()) ?? [];
  const healths = new Map<string, () => SourceHealth>();
  const figures = new Map<string, SourceFigures>();
  const counts = { masked: 0, fallbacks: new FallbackCounts() };
  const cached = await cacheOf(config, graph, logger, bus);
  const handler = createPipeline({
    sources: opened.map(({ name, options }) => ({
      name,
      connector: asCalls(connectors.get(name)),
      documents: connectors.get(name)?.takes === 'documents',
      forward: forwardedNames(name),
      resilience: options.resilience,
    })),
    resilience: config.resilience,
    cache: cached?.cache,
    invalidations: graph.invalidations,
    rules: graph.callRules,
    processes,
    onBreaker: (source, isOpen) => {
      if (isOpen) logger.warn('a source that fails is asked no more for a while', { source });
      else logger.info('a source is asked again as before', { source });
    },
    onHealth: (source, health) => healths.set(source, health),
    onFigures: config.server.admin?.metrics === true ? (source, known) => figures.set(source, known) : undefined,
  });
  const executors = new Map(
    [...connectors].flatMap(([source, connector]) =>
      connector.takes === 'documents'
        ? [[source, createDocumentExecutor({ source, connector, handler, forwardingOf })] as const]
        : [],
    ),
  );
  const resolvers = createReferenceResolvers(graph, handler, {
    forwardingOf,
    watch: (call) => watch(connectors.get(call.source), call),
    permissions: guards.checks,
  });
  const documentTools = cached && cacheDocuments(cached.cache, forwardingOf, forwardedNames);
  const tools = {
    canonicalText,
    evaluate: evaluateTemplate,
    coerce: coerceLinked,
    keyText,
    keyArgument,
    fallsBack: (place: { field: string; source: string; context: object }, failure: unknown) =>
      fallsBack({ ...place, context: place.context as ExecutionContext }, failure),
    ...documentTools,
  };
  const schema = stitchGraph({ graph, resolvers, executors, tools });
  guardFields(schema, guards.checks);
  requireContext(schema);

  const exposed = new Set(opened.filter(({ options }) => options.exposeErrors === true).map(({ name }) => name));
  const executor = createExecutor({
    graph,
    schema,
    handler,
    forwardingOf,
    permissions: guards.checks,
    limits: documentLimits(config),
    cache: { entries: config.limits.prepared, bytes: config.limits.preparedBytes },
    introspection: config.server.introspection,
    rules: Number.isFinite(config.limits.cost) ? [costLimitRule(config.limits.cost)] : [],
    exposes: (source) => exposed.has(source),
    report: (id, error) => {
      counts.masked += 1;
      logger.error('an error was masked', { id, error });
    },
  });

  const withNotes = contextNotes(graph, logger, counts.fallbacks, config.authentication);
  const authenticate = authentication?.authenticate;
  const answer: AnsweringGateway['answer'] = async (operation, variables, given) => {
    const context = withNotes(given);
    const result = await executor.execute(operation, variables, context);
    return { result, ...cacheControl(context, result.errors !== undefined) };
  };
  const execute: Gateway['execute'] = (operation, variables, context) =>
    executor.execute(operation, variables, withNotes(context));
  let closed = false;
  const health: Gateway['health'] = () => ({
    ready: !closed,
    sources: Object.fromEntries([
      ...failures.map(({ name }) => [name, EXCLUDED] as const),
      ...[...healths].map(([name, of]) => [name, of()] as const),
    ]),
  });
  return {
    ...executor,
    execute,
    executeToJson: (operation, variables, context) => executor.executeToJson(operation, variables, withNotes(context)),
    ...createApolloGateway(schema, { prepare: executor.prepare, answer, authenticate }, config.limits.deadlineMs),
    authenticate,
    config,
    graph,
    schema,
    issues: uniqueIssues(issues),
    invalidate: async (tags) => cached?.cache.invalidate(tags),
    request: (request) => answerRequest({ ...executor, execute }, request, config.limits.deadlineMs, authenticate),
    health,
    metrics: () => [
      ...executor.preparedMetrics(),
      ...sourceMetrics(figures, health().sources),
      ...cacheMetrics(cached?.cache),
      counts.fallbacks.metric(),
      counter(
        'interlace_masked_errors_total',
        'Errors that clients see as INTERNAL_SERVER_ERROR; the log has each.',
        counts.masked,
      ),
    ],
    async [Symbol.asyncDispose]() {
      closed = true;
      authentication?.[Symbol.dispose]();
      await cached?.[Symbol.asyncDispose]();
      await Promise.all([...connectors.values()].map((connector) => connector[Symbol.asyncDispose]()));
    },
  };
}

function openAll(
  sources: ResolvedConfig['sources'],
  baseDir: string,
  onRead: OpenGatewayOptions['onRead'],
): ReturnType<typeof openSources> {
  return openSources(
    sources,
    ({ options }) => createNodeSourceIO(baseDir, options.tls, onRead),
    ({ name, options }) => createNodeDescriptionSnapshot(baseDir, name, options),
  );
}

/** Undefined, and nothing of it loaded, where it is not configured. */
async function authenticationOf(
  { authentication, baseDir }: ResolvedConfig,
  logger: Logger,
): Promise<Authentication | undefined> {
  if (authentication === undefined) return undefined;
  const { openAuthentication } = await import('./server/authentication/open-authentication.ts');
  return openAuthentication(authentication, createKeySetReader(baseDir), logger);
}

/** Undefined where no rule asks for a cache. */
async function cacheOf(
  config: ResolvedConfig,
  graph: Graph,
  logger: Logger,
  bus: InvalidationBus | undefined,
): Promise<OpenedFieldCache | undefined> {
  if (graph.cacheRules.size === 0 && graph.invalidations.size === 0) return undefined;
  return openFieldCache({
    memoryBytes: config.cache.memoryBytes,
    store: config.cache.store,
    bus,
    schemaHash: createHash('sha256').update(printSchema(graph.schema)).digest('base64url').slice(0, 16),
    onProblem: (problem) => {
      if (problem !== undefined) logger.warn('the shared cache cannot be used', { error: problem });
    },
  });
}

function documentLimits({ limits }: ResolvedConfig) {
  const { tokens, nesting, depth, aliases, rootFields, directives, fields, operations } = limits;
  return {
    sourceLength: limits.sourceBytes,
    tokens,
    nesting,
    depth,
    aliases,
    rootFields,
    directives,
    fields,
    operations,
  };
}

function textRules(fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
