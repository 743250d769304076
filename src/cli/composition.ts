import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { SourceKinds } from '../config/source-kinds.ts';
import type { Issue } from '../errors/issue.ts';
import type { InvalidationBus } from '../execution/caching/invalidation-bus.ts';
import type { GatewayHandle } from '../server/gateway-handle.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import type { Logger } from '../telemetry/logger.ts';

/**
 * What the commands need of the package around them; `interlace.ts` puts it together, a test may hand in another. Each part is loaded
 * when a command asks for it: who inspects a description should not wait for a server.
 */
export interface Composition {
  /** What makes a source of a description, by the kinds that `inspect` can be told. */
  readonly kinds: Readonly<Record<string, () => Promise<SourceMaker>>>;
  /** What runs a gateway. */
  loadRuntime(): Promise<GatewayRuntime>;
}

/** Reads nothing before the definition is opened. */
export type SourceMaker = (location: string, options: Readonly<Record<string, unknown>>) => SourceDefinition;

export interface GatewayRuntime {
  readonly kinds: SourceKinds;
  /** Modules that a configuration in TypeScript gets from this process, so that there is one copy of each. */
  readonly modules: Readonly<Record<string, unknown>>;
  /** What is wrong with the descriptions of these sources, where the configuration around them cannot be run. */
  check(
    sources: ResolvedConfig['sources'],
    baseDir: string,
    onRead?: (path: string) => void,
  ): Promise<readonly Issue[]>;
  /** Composes a gateway. Rejects with a `GatewayError` whose `facts.issues` say everything that is wrong. */
  open(config: ResolvedConfig, options: OpenOptions): Promise<OpenedGateway>;
}

export interface OpenOptions {
  readonly logger: Logger;
  /** How this process hears of the invalidations of others. */
  readonly bus?: InvalidationBus | undefined;
  /** How many processes share the sources with this one, itself included. */
  readonly processes?: number | undefined;
  /** Hears of every file and folder that descriptions are read from, by its absolute path. */
  readonly onRead?: ((path: string) => void) | undefined;
}

export interface OpenedGateway extends GatewayHandle {
  /** What composition has to say without it being an error. */
  readonly issues: readonly Issue[];
}
