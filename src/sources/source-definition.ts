import { deserialize, serialize } from 'node:v8';
import { GatewayError } from '../errors/gateway-error.ts';
import type { CommonSourceOptions, Connector, Source, SourceIO, Subschema } from './source.ts';

/** A source that has read its description: what composition takes, and the way to the service. */
export interface OpenedSource {
  readonly subschema: Subschema;
  /** Opens nothing until the first call. */
  connect(): Connector;
  /** Why the description could not be read, where the last good one was taken instead. */
  readonly stale?: GatewayError;
}

/** Where the last good description of one source is kept. */
export interface DescriptionSnapshot {
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

/** What a user's configuration holds for one source: data, and how to open it. Nothing is read before `open`. */
export interface SourceDefinition<Options extends CommonSourceOptions = CommonSourceOptions> {
  readonly kind: string;
  /** As the user wrote them; `${NAME}` stands for an environment variable until the configuration is resolved. */
  readonly options: Options;
  /** With a snapshot, a description that cannot be read is replaced by the last good one, if there is one. */
  open(options: Options, io: SourceIO, snapshot?: DescriptionSnapshot): Promise<OpenedSource>;
}

/** Makes the function that a configuration calls: `orders: openapi('./orders.yaml', { … })`. */
export function defineSource<Options extends CommonSourceOptions, Description, Wire>(
  source: Source<Options, Description, Wire>,
): (options: Options) => SourceDefinition<Options> {
  return (options) => ({
    kind: source.kind,
    options,
    async open(resolved, io, snapshot) {
      const { description, stale } = await describe(() => source.describe(resolved, io), snapshot);
      return {
        subschema: source.translate(description, resolved),
        // The one place where a kind's wire type is forgotten: an operation only ever travels back to the connector it came with.
        connect: () => source.connect(resolved, description) as unknown as Connector,
        ...(stale === undefined ? undefined : { stale }),
      };
    },
  });
}

async function describe<Description>(
  read: () => Promise<Description>,
  snapshot: DescriptionSnapshot | undefined,
): Promise<{ description: Description; stale?: GatewayError }> {
  if (snapshot === undefined) return { description: await read() };
  let description: Description;
  try {
    description = await read();
  } catch (error) {
    const bytes = await snapshot.read();
    if (bytes === undefined) throw error;
    return { description: deserialize(bytes) as Description, stale: GatewayError.from(error) };
  }
  await snapshot.write(serialize(description));
  return { description };
}
