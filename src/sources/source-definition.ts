import type { CommonSourceOptions, Connector, Source, SourceIO, Subschema } from './source.ts';

/** A source that has read its description: what composition takes, and the way to the service. */
export interface OpenedSource {
  readonly subschema: Subschema;
  /** Opens nothing until the first call. */
  connect(): Connector;
}

/** What a user's configuration holds for one source: data, and how to open it. Nothing is read before `open`. */
export interface SourceDefinition<Options extends CommonSourceOptions = CommonSourceOptions> {
  readonly kind: string;
  /** As the user wrote them; `${NAME}` stands for an environment variable until the configuration is resolved. */
  readonly options: Options;
  open(options: Options, io: SourceIO): Promise<OpenedSource>;
}

/** Makes the function that a configuration calls: `orders: openapi('./orders.yaml', { … })`. */
export function defineSource<Options extends CommonSourceOptions, Description, Wire>(
  source: Source<Options, Description, Wire>,
): (options: Options) => SourceDefinition<Options> {
  return (options) => ({
    kind: source.kind,
    options,
    async open(resolved, io) {
      const description = await source.describe(resolved, io);
      return {
        subschema: source.translate(description, resolved),
        // The one place where a kind's wire type is forgotten: an operation only ever travels back to the connector it came with.
        connect: () => source.connect(resolved, description, io) as unknown as Connector,
      };
    },
  });
}
