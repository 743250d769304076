import { GatewayError } from '../errors/gateway-error.ts';
import { tlsConnectOptions } from './shared/tls.ts';
import type { CommonSourceOptions, SourceIO } from './source.ts';
import type { DescriptionSnapshot, OpenedSource, SourceDefinition } from './source-definition.ts';

/** One source as the configuration resolved it. */
export interface SourceToOpen {
  readonly name: string;
  readonly definition: SourceDefinition;
  readonly options: CommonSourceOptions;
  readonly onError: 'fail' | 'exclude' | 'last-good';
  /** Where the configuration has it, for issues. */
  readonly at: string;
}

export interface NamedSource extends OpenedSource {
  readonly name: string;
  /** Where the configuration has it. */
  readonly at: string;
  readonly options: CommonSourceOptions;
}

export interface SourceFailure {
  readonly name: string;
  /** Where the configuration has the source. */
  readonly at: string;
  readonly error: GatewayError;
  /** False where the graph goes on without the source. */
  readonly fatal: boolean;
}

/** Opens all sources side by side. One that fails never keeps the others from being opened, or its failure from being reported. */
export async function openSources(
  sources: readonly SourceToOpen[],
  ioOf: (source: SourceToOpen) => SourceIO,
  snapshotOf: (source: SourceToOpen) => DescriptionSnapshot,
): Promise<{ readonly opened: readonly NamedSource[]; readonly failures: readonly SourceFailure[] }> {
  const settled = await Promise.all(
    sources.map(async (source): Promise<NamedSource | SourceFailure> => {
      try {
        // Before anything else: its connections, which need them too, are opened late.
        tlsConnectOptions(source.options.tls);
        const snapshot = source.onError === 'last-good' ? snapshotOf(source) : undefined;
        const opened = await source.definition.open(source.options, ioOf(source), snapshot);
        return { ...opened, name: source.name, at: source.at, options: source.options };
      } catch (error) {
        return {
          name: source.name,
          at: source.at,
          error: GatewayError.from(error).at({ source: source.name }),
          fatal: source.onError !== 'exclude',
        };
      }
    }),
  );
  return {
    opened: settled.filter((one): one is NamedSource => !('error' in one)),
    failures: settled.filter((one): one is SourceFailure => 'error' in one),
  };
}
