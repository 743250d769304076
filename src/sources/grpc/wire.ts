import type { FieldShape, ValueShape } from './translate/shape.ts';

/** What an rpc is to the codec and the connector. */
export interface GrpcWire {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  /** A message, whose fields are the arguments, or a message with a form of its own, which is the argument `value`. */
  readonly request: ValueShape;
  readonly response: ValueShape;
  /** The answer's only field, a list, which is answered in its place. */
  readonly unwrap: FieldShape | undefined;
  /** A server stream that is answered as a list of at most this many items. */
  readonly listLimit: number | undefined;
}
