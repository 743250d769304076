import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import type { TlsOptions } from '../sources/source.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import { configSchema, definitionsSchema, isSourceDefinition } from './config-schema.ts';
import { expandConfig } from './expand-config.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { isUnknownKey, type Locate, pathText, problem, problemsOf } from './problems.ts';
import { resolveAuthentication } from './resolve-authentication.ts';
import type {
  GraphSdl,
  Mode,
  ResolvedConfig,
  ResolvedPermissions,
  ResolvedServer,
  ResolvedSource,
} from './resolved-config.ts';
import type { SourceKinds } from './source-kinds.ts';
import { checkSourceOptions } from './source-options.ts';

export interface ResolveOptions {
  /** The environment: what `${NAME}` is looked up in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative locations start here. */
  readonly baseDir: string;
  readonly mode: Mode;
  /** Names the place of a path in the file that the configuration came from. Default: the path itself. */
  readonly locate?: Locate;
  /** Says which options a source of each kind has. Default: only the options that all kinds have are checked. */
  readonly kinds?: SourceKinds;
}

export type ResolveResult =
  | { readonly config: ResolvedConfig; readonly issues: readonly Issue[] }
  | {
      readonly config: undefined;
      readonly issues: readonly Issue[];
      /** The sources that nothing is wrong with, so that problems of their descriptions can be reported in the same go. */
      readonly sources: readonly ResolvedSource[];
    };

/** Everything that the rest of the gateway reads, or every problem of the configuration at once. Pure; throws nothing. */
export function resolveConfig(config: GatewayConfig, options: ResolveOptions): ResolveResult {
  const locate = options.locate ?? pathText;
  const expanded = expandConfig(config, options.env, locate);
  const issues: Issue[] = [...expanded.issues];
  const sources = definitionsIn(expanded.value).flatMap(
    ([name, definition]) => resolveSource(name, definition, options, locate, issues) ?? [],
  );
  const failed = (): ResolveResult => ({
    config: undefined,
    issues: withoutEchoes(issues),
    sources: sources.map(asDescribed).filter(({ at, options: resolved }) => isUsable(at, resolved, issues)),
  });
  const schema = configSchema(options.mode, definitionsSchema);
  const parsed = schema.safeParse(expanded.value, { reportInput: true });
  if (!parsed.success) {
    issues.push(...problemsOf(parsed.error.issues, schema, locate));
    return failed();
  }
  const { graph, permissions, cache, resilience, limits, server, authentication, context } = parsed.data;
  const resolvedPermissions = resolvePermissions(permissions, options.mode, locate, issues);
  const resolvedAuthentication = resolveAuthentication(authentication, options.mode, locate, issues);
  if (issues.some(({ severity }) => severity === 'error')) return failed();
  const resolved: ResolvedConfig = {
    mode: options.mode,
    baseDir: options.baseDir,
    sources,
    graph: graph.map(graphSdl),
    permissions: resolvedPermissions,
    cache: { memoryBytes: cache.settings.memory, store: cache.settings.store, rules: cache.table },
    resilience: resilience.settings as ResolvedConfig['resilience'],
    resilienceRules: resilience.table as ResolvedConfig['resilienceRules'],
    limits: withUnits(limits),
    server: resolveServer(server),
    authentication: resolvedAuthentication,
    context,
  };
  return { config: freeze(resolved), issues };
}

type Settings = z.output<ReturnType<typeof configSchema<typeof definitionsSchema>>>;

/** A value that could not be expanded is not also reported as a value of the wrong shape. */
function withoutEchoes(issues: readonly Issue[]): Issue[] {
  const unresolved = new Set(issues.filter(({ code }) => code === 'UNRESOLVED').map(({ at }) => at));
  return issues.filter((issue) => issue.code === 'UNRESOLVED' || !unresolved.has(issue.at) || isUnknownKey(issue));
}

/** The usable sources of a configuration that may be wrong elsewhere, so that their options are checked in the same go. */
function definitionsIn(config: unknown): [string, SourceDefinition][] {
  if (typeof config !== 'object' || config === null || !('sources' in config)) return [];
  const { sources } = config;
  if (typeof sources !== 'object' || sources === null) return [];
  return Object.entries(sources).filter((entry): entry is [string, SourceDefinition] => isSourceDefinition(entry[1]));
}

function resolveSource(
  name: string,
  definition: SourceDefinition,
  { mode, kinds = {}, baseDir }: ResolveOptions,
  locate: Locate,
  issues: Issue[],
): ResolvedSource | undefined {
  const checked = checkSourceOptions(definition, kinds, ['sources', name], locate, issues);
  if (checked === undefined) return undefined;
  const options = checked.tls === undefined ? checked : { ...checked, tls: withPaths(checked.tls, baseDir) };
  if (mode === 'production' && options.tls?.rejectUnauthorized === false) {
    issues.push({
      severity: 'warning',
      code: 'INVALID',
      message: `Source "${name}" accepts any certificate (tls.rejectUnauthorized is false). Trust its authority by tls.ca instead.`,
      at: locate(['sources', name, 'tls', 'rejectUnauthorized']),
    });
  }
  const onError = options.onError ?? (mode === 'production' ? 'fail' : 'exclude');
  return { name, definition, options, onError, at: locate(['sources', name]) };
}

/** Paths of PEM files begin where other paths of the configuration do. */
function withPaths(tls: TlsOptions, baseDir: string): TlsOptions {
  const pem = (name: 'ca' | 'cert' | 'key'): TlsOptions => {
    const value = tls[name];
    return value === undefined || value.includes('-----BEGIN') ? {} : { [name]: resolve(baseDir, value) };
  };
  return { ...tls, ...pem('ca'), ...pem('cert'), ...pem('key') };
}

/** As far as its description needs it: without the endpoint, whose variable is often the one that is not set. */
function asDescribed(source: ResolvedSource): ResolvedSource {
  const { endpoint: _, ...options } = source.options;
  return { ...source, options };
}

/** False while a variable of it is not set. */
function isUsable(at: string, options: object, issues: readonly Issue[]): boolean {
  return !issues.some((issue) => issue.at === at) && !JSON.stringify(options).includes('${');
}

function resolvePermissions(
  permissions: Settings['permissions'],
  mode: Mode,
  locate: Locate,
  issues: Issue[],
): ResolvedPermissions | undefined {
  if (permissions === undefined) return undefined;
  const { module, rules, unlisted } = permissions.settings;
  if (unlisted === undefined && mode === 'production') {
    issues.push(
      problem(
        locate(['permissions']),
        `"permissions.unlisted" is missing: production asks for a choice between 'deny' and 'allow' for the fields that no rule names. ` +
          `Write permissions: { ${module === undefined ? '…' : `module: '${module}'`}, unlisted: 'deny' }.`,
      ),
    );
  }
  return { module, rules, unlisted: unlisted ?? 'allow', fields: permissions.table };
}

/** A text with a brace or a line break in it is SDL; anything else is a path. */
function graphSdl(text: string): GraphSdl {
  return /[{\n]/.test(text) ? { sdl: text } : { path: text };
}

function withUnits({ body, source, deadline, ...counts }: Settings['limits']): ResolvedConfig['limits'] {
  return { ...counts, bodyBytes: body, sourceBytes: source, deadlineMs: deadline };
}

function resolveServer(server: Settings['server']): ResolvedServer {
  const { playground, cors, subscriptions, uploads, drain, admin, ...rest } = server;
  return {
    ...rest,
    playground:
      playground === false
        ? undefined
        : playground === true
          ? { query: undefined, title: 'Interlace' }
          : { query: playground.query, title: playground.title },
    cors:
      cors === false
        ? undefined
        : { origins: cors.origins, credentials: cors.credentials, headers: cors.headers, maxAgeMs: cors.maxAge },
    subscriptions:
      subscriptions === false
        ? undefined
        : {
            socketsPerAddress: subscriptions.socketsPerAddress,
            operationsPerSocket: subscriptions.operationsPerSocket,
            messageBytes: subscriptions.message,
            buffer: subscriptions.buffer,
            lifetimeMs: subscriptions.lifetime,
          },
    uploads:
      uploads === false
        ? undefined
        : {
            files: uploads.files,
            fileBytes: uploads.fileSize,
            bufferBytes: uploads.buffer,
            idleMs: uploads.idle,
            deadlineMs: uploads.deadline,
            concurrency: uploads.concurrency,
          },
    drain: { delayMs: drain.delay, graceMs: drain.grace },
    admin: admin === false ? undefined : admin,
  };
}

/** Freezes plain objects and lists all the way down; a store or a definition is the user's own and stays as it is. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}
