import type { ScalarType } from '../descriptor/raw.ts';

/**
 * What the codec needs of a message: numbers and wire types beside the names of the translated schema. Frozen plain data; a shape
 * refers to itself where the message is recursive.
 */
export interface MessageShape {
  readonly fullName: string;
  /** Name of the GraphQL object type. */
  readonly typeName: string;
  readonly fields: readonly FieldShape[];
  readonly oneofs: readonly OneofShape[];
}

export interface FieldShape {
  readonly number: number;
  /** GraphQL name. */
  readonly name: string;
  readonly protoName: string;
  readonly mode: 'implicit' | 'explicit' | 'required' | 'repeated' | 'map';
  /** A map that is one JSON object, not a list of entries. */
  readonly json: boolean;
  readonly packed: boolean;
  readonly delimited: boolean;
  readonly utf8: boolean;
  readonly value: ValueShape;
  /** GraphQL-shaped value where the wire has none. Undefined: an empty message is decoded (the value of a map entry). */
  readonly absent: string | number | boolean | null | undefined;
  /** Index into `oneofs`. */
  readonly oneof: number | undefined;
  readonly comment: string;
  readonly deprecated: boolean;
  /** Must be given on input. */
  readonly mandatory: boolean;
}

export interface OneofShape {
  /** GraphQL name of the input field, and of the output field of a union. */
  readonly name: string;
  readonly comment: string;
  /** A union of the member messages; else nullable fields, and one that tells which is set. */
  readonly union: boolean;
  /** Of the output field that tells the case: '' for a union. */
  readonly caseName: string;
  /** By field number: the value that tells the case. */
  readonly cases: ReadonlyMap<number, string>;
}

export type ValueShape =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'enum'; readonly enum: EnumShape }
  | { readonly kind: 'message'; readonly message: MessageShape }
  | { readonly kind: 'known'; readonly known: KnownType; readonly scalar: ScalarType | undefined };

export interface EnumShape {
  readonly fullName: string;
  readonly typeName: string;
  readonly names: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<string, number>;
  /** The name that stands for a number without one; undefined for a closed enum, where it counts as an unknown field. */
  readonly unrecognized: string | undefined;
}

/** Messages that have a form of their own in JSON and here. */
export type KnownType =
  | 'timestamp'
  | 'duration'
  | 'wrapper'
  | 'struct'
  | 'value'
  | 'list'
  | 'any'
  | 'empty'
  | 'mask'
  | 'date'
  | 'timeOfDay'
  | 'decimal';

export const KNOWN_TYPES: ReadonlyMap<string, { readonly known: KnownType; readonly scalar?: ScalarType }> = new Map([
  ['google.protobuf.Timestamp', { known: 'timestamp' as const }],
  ['google.protobuf.Duration', { known: 'duration' as const }],
  ['google.protobuf.Struct', { known: 'struct' as const }],
  ['google.protobuf.Value', { known: 'value' as const }],
  ['google.protobuf.ListValue', { known: 'list' as const }],
  ['google.protobuf.Any', { known: 'any' as const }],
  ['google.protobuf.Empty', { known: 'empty' as const }],
  ['google.protobuf.FieldMask', { known: 'mask' as const }],
  ['google.protobuf.DoubleValue', { known: 'wrapper' as const, scalar: 'double' as const }],
  ['google.protobuf.FloatValue', { known: 'wrapper' as const, scalar: 'float' as const }],
  ['google.protobuf.Int64Value', { known: 'wrapper' as const, scalar: 'int64' as const }],
  ['google.protobuf.UInt64Value', { known: 'wrapper' as const, scalar: 'uint64' as const }],
  ['google.protobuf.Int32Value', { known: 'wrapper' as const, scalar: 'int32' as const }],
  ['google.protobuf.UInt32Value', { known: 'wrapper' as const, scalar: 'uint32' as const }],
  ['google.protobuf.BoolValue', { known: 'wrapper' as const, scalar: 'bool' as const }],
  ['google.protobuf.StringValue', { known: 'wrapper' as const, scalar: 'string' as const }],
  ['google.protobuf.BytesValue', { known: 'wrapper' as const, scalar: 'bytes' as const }],
  ['google.type.Date', { known: 'date' as const }],
  ['google.type.TimeOfDay', { known: 'timeOfDay' as const }],
  ['google.type.Decimal', { known: 'decimal' as const }],
]);
