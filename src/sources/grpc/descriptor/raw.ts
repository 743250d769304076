/** A file as it was written, before names are resolved: what the text parser and the binary descriptor reader both produce. */
export interface RawFile {
  readonly path: string;
  readonly package: string;
  readonly syntax: 'proto2' | 'proto3' | 'editions';
  readonly imports: readonly RawImport[];
  readonly messages: readonly RawMessage[];
  readonly enums: readonly RawEnum[];
  readonly services: readonly RawService[];
  readonly extensions: readonly RawField[];
  readonly options: RawOptions;
}

export interface RawImport {
  readonly path: string;
  readonly public: boolean;
  readonly at: string;
}

export interface RawMessage {
  readonly name: string;
  readonly fields: readonly RawField[];
  readonly oneofs: readonly RawOneof[];
  readonly messages: readonly RawMessage[];
  readonly enums: readonly RawEnum[];
  readonly extensions: readonly RawField[];
  readonly options: RawOptions;
  readonly comment: string;
  readonly at: string;
}

export interface RawOneof {
  readonly name: string;
  readonly comment: string;
}

export interface RawField {
  readonly name: string;
  readonly number: number;
  readonly label: 'optional' | 'required' | 'repeated' | 'none';
  /** A scalar type, 'message', 'enum', 'group', or 'named' where only resolving tells message from enum. */
  readonly type: ScalarType | 'message' | 'enum' | 'group' | 'named';
  /** As written; a leading dot makes it absolute. */
  readonly typeName: string;
  /** Index into the message's oneofs. */
  readonly oneof: number | undefined;
  /** `optional` in proto3: a oneof of one in binary descriptors. */
  readonly proto3Optional: boolean;
  /** The extended message, as written; only of an extension. */
  readonly extendee: string;
  readonly options: RawOptions;
  readonly comment: string;
  readonly at: string;
}

export interface RawEnum {
  readonly name: string;
  readonly values: readonly RawEnumValue[];
  readonly options: RawOptions;
  readonly comment: string;
  readonly at: string;
}

export interface RawEnumValue {
  readonly name: string;
  readonly number: number;
  readonly options: RawOptions;
  readonly comment: string;
}

export interface RawService {
  readonly name: string;
  readonly methods: readonly RawMethod[];
  readonly options: RawOptions;
  readonly comment: string;
  readonly at: string;
}

export interface RawMethod {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly options: RawOptions;
  readonly comment: string;
  readonly at: string;
}

/** The options that change what a description means to us; all others are skipped. */
export interface RawOptions {
  readonly deprecated?: boolean;
  readonly packed?: boolean;
  readonly mapEntry?: boolean;
  readonly defaultValue?: string;
  readonly idempotency?: string;
  readonly http?: HttpRule;
  /** Names of `google.api.field_behavior`. */
  readonly behaviors?: readonly string[];
  readonly features?: Features;
}

export interface HttpRule {
  /** Lower-case verb. */
  readonly verb: string;
  readonly path: string;
}

export interface Features {
  readonly fieldPresence?: 'EXPLICIT' | 'IMPLICIT' | 'LEGACY_REQUIRED';
  readonly enumType?: 'OPEN' | 'CLOSED';
  readonly repeatedFieldEncoding?: 'PACKED' | 'EXPANDED';
  readonly utf8Validation?: 'VERIFY' | 'NONE';
  readonly messageEncoding?: 'LENGTH_PREFIXED' | 'DELIMITED';
}

export const SCALAR_TYPES = [
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'bytes',
  'uint32',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
] as const;

export type ScalarType = (typeof SCALAR_TYPES)[number];

const SCALARS: ReadonlySet<string> = new Set(SCALAR_TYPES);

export function isScalarType(name: string): name is ScalarType {
  return SCALARS.has(name);
}
