import type { HttpRule, ScalarType } from './raw.ts';

/** Linked descriptors: frozen plain data; types refer to each other by full name (`pkg.Outer.Inner`, no leading dot). */
export interface Registry {
  readonly messages: ReadonlyMap<string, MessageType>;
  readonly enums: ReadonlyMap<string, EnumType>;
  /** All services of all files, by full name, in file order. */
  readonly services: ReadonlyMap<string, ServiceType>;
}

export interface MessageType {
  readonly fullName: string;
  readonly package: string;
  /** In ascending order of their numbers; extensions of the same message are among them. */
  readonly fields: readonly FieldType[];
  /** Without the synthetic ones of `optional`. */
  readonly oneofs: readonly OneofType[];
  readonly mapEntry: boolean;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly at: string;
}

export interface OneofType {
  readonly name: string;
  readonly comment: string;
  /** Numbers of the member fields. */
  readonly members: readonly number[];
}

export interface FieldType {
  readonly name: string;
  readonly number: number;
  readonly type: ScalarType | 'message' | 'enum';
  /** Full name of the message or enum; '' for a scalar. */
  readonly typeName: string;
  readonly repeated: boolean;
  /** proto2 `required`. */
  readonly required: boolean;
  /** Absence can be told from the default value. Never for a repeated field. */
  readonly presence: boolean;
  readonly packed: boolean;
  /** A group, or `message_encoding = DELIMITED`. */
  readonly delimited: boolean;
  /** False: text that is not UTF-8 is let through (proto2). */
  readonly utf8: boolean;
  /** Index into `oneofs` of the message. */
  readonly oneof: number | undefined;
  /** A declared default, as text. */
  readonly defaultValue: string | undefined;
  readonly behaviors: readonly string[];
  readonly extension: boolean;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly at: string;
}

export interface EnumType {
  readonly fullName: string;
  readonly package: string;
  readonly values: readonly EnumValue[];
  /** Closed enums treat an unknown number as an unknown field. */
  readonly closed: boolean;
  readonly comment: string;
  readonly at: string;
}

export interface EnumValue {
  readonly name: string;
  readonly number: number;
  readonly comment: string;
  readonly deprecated: boolean;
}

export interface ServiceType {
  readonly fullName: string;
  readonly name: string;
  /** The file that declares it. */
  readonly file: string;
  readonly methods: readonly MethodType[];
  readonly comment: string;
  readonly at: string;
}

export interface MethodType {
  readonly name: string;
  /** Full name; '' where it could not be resolved. */
  readonly input: string;
  readonly output: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly idempotency: 'UNKNOWN' | 'NO_SIDE_EFFECTS' | 'IDEMPOTENT';
  readonly http: HttpRule | undefined;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly at: string;
}
