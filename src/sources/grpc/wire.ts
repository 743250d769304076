import type { FieldShape, MessageShape, ValueShape } from './translate/shape.ts';

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
  readonly unwrap?: FieldShape | undefined;
  /** A server stream that is answered as a list of at most this many items. */
  readonly listLimit?: number | undefined;
  readonly mask?: MaskRule | undefined;
  readonly view?: ViewRule | undefined;
  readonly page?: PageRule | undefined;
}

/** A field mask that the selection fills when the caller did not. */
export interface MaskRule {
  readonly arg: string;
  readonly resource: ResourcePlace;
}

/** A view that is asked for when it has all that is selected; the first that fits. */
export interface ViewRule {
  readonly arg: string;
  readonly views: readonly { readonly name: string; readonly fields: readonly string[] }[];
  readonly resource: ResourcePlace;
}

/** The message that a mask or a view speaks of: the answer, or the items of its list. */
export interface ResourcePlace {
  /** The answer's field with the items; undefined where the answer (or what it unwraps to) is the resource. */
  readonly below: string | undefined;
  readonly shape: MessageShape;
}

/** A list with page tokens that is answered as a Relay connection. Names are GraphQL's. */
export interface PageRule {
  readonly items: string;
  readonly sizeArg: string;
  readonly tokenArg: string;
  readonly nextToken: string;
}
