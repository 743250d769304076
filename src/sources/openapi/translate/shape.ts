import type { Place } from './place.ts';
import type { Rule } from './rule.ts';

/**
 * The middle of translation: what a schema means in one direction, with the wire's names beside GraphQL's. Types are printed from it,
 * and codecs are compiled from it. Shapes refer to each other freely, also in cycles.
 */
export type Shape = ScalarShape | EnumShape | ListShape | MapShape | ObjectShape | UnionShape;

export type Direction = 'input' | 'output';

/** How a leaf's wire value differs from its GraphQL value. */
export type LeafWire = 'same' | 'text' | 'integer64' | 'decimal' | 'float' | 'bytes' | 'open' | 'upload';

export interface ScalarShape {
  readonly kind: 'scalar';
  /** Name of a built-in scalar, of one of `shared/scalars.ts`, or of a scalar of several JSON types such as `StringOrInt`. */
  readonly scalar: string;
  readonly wire: LeafWire;
  /** Numbers that the wire carries as text. */
  readonly quoted?: boolean;
  readonly constraints: Constraints | undefined;
  /** Of an input: the value has to be one of these. */
  readonly anyOf?: readonly ScalarAlternative[];
}

/** True where the description leaves open what a value is. */
export const isOpen = (shape: Shape): boolean => shape.kind === 'scalar' && shape.wire === 'open';

/** One of several schemas that one scalar stands for. */
export interface ScalarAlternative {
  readonly shape: ScalarShape;
  /** The only values that it allows. */
  readonly values: readonly unknown[] | undefined;
}

export interface EnumShape {
  readonly kind: 'enum';
  readonly naming: Naming;
  name: string;
  readonly description: string | undefined;
  readonly values: readonly EnumValue[];
  /** Every value is its own name: nothing to map. */
  readonly identity: boolean;
}

export interface EnumValue {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly description: string | undefined;
  readonly deprecated: string | undefined;
}

export interface ListShape {
  readonly kind: 'list';
  item: Use;
  /** The wire may have one item instead of a list of one. */
  readonly single?: boolean;
  readonly constraints: Constraints | undefined;
  readonly xml: XmlHints | undefined;
}

/** An object with free keys: a list of `{ key, value }` in GraphQL. */
export interface MapShape {
  readonly kind: 'map';
  readonly direction: Direction;
  readonly naming: Naming;
  name: string;
  value: Use;
  readonly constraints: Constraints | undefined;
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly direction: Direction;
  readonly naming: Naming;
  name: string;
  readonly description: string | undefined;
  fields: readonly Field[];
  /** Typed members besides the described ones: a field that holds a map. */
  rest: { readonly name: string; readonly shape: MapShape; readonly known: ReadonlySet<string> } | undefined;
  /** Interfaces that it implements. */
  parents: ObjectShape[];
  /** True where it is printed as an interface; its members are then those of `family`. */
  isInterface: boolean;
  readonly constraints: Constraints | undefined;
  readonly xml: XmlHints | undefined;
}

export interface Field {
  readonly name: string;
  /** The property's name on the wire. */
  readonly wire: string;
  readonly use: Use;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: string | undefined;
  readonly xml: XmlHints | undefined;
}

/** A shape where it is used: the same type may be nullable here and not there. */
export interface Use {
  readonly shape: Shape;
  readonly nullable: boolean;
  readonly xml?: XmlHints | undefined;
}

export interface UnionShape {
  readonly kind: 'union';
  readonly direction: Direction;
  readonly naming: Naming;
  name: string;
  readonly description: string | undefined;
  members: readonly UnionMember[];
  /** Property whose value tells the member, and the member by that value. */
  discriminator: { readonly property: string; readonly byValue: ReadonlyMap<string, number> } | undefined;
  /** Present: the union is printed as this interface, and the members implement it. */
  parent: ObjectShape | undefined;
}

export interface UnionMember {
  /** Field of a `@oneOf` input. */
  readonly label: string;
  /** What stands on the wire. */
  readonly use: Use;
  /** Output of a value that is no object: the object `{ value }` that stands for it. */
  readonly box: ObjectShape | undefined;
}

/** XML Object of the specification. */
export interface XmlHints {
  readonly name?: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
  readonly text?: boolean;
}

/** What JSON Schema asks of an input value, beyond its type. */
export interface Constraints {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Those of further parts of an `allOf`. */
  readonly alsoPatterns?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly rules?: readonly Rule[];
}

/** From what a type's name is made, once all types are known. */
export interface Naming {
  /** Where it stands; of several equal ones the first, so that the order of operations does not matter. */
  place: Place;
  /** The one of several equal ones from which it was made, when that is another. */
  origin?: Place;
  /** Name of the component, definition or file. */
  readonly component: string | undefined;
  readonly title: string | undefined;
  /** The enclosing type (or operation field) and the part below it, for a schema without a name of its own. */
  parent: ParentName;
  readonly direction: Direction | undefined;
}

export interface ParentName {
  /** The enclosing type; undefined below an operation, whose field's name is then in `base`. */
  readonly of: NamedShape | undefined;
  readonly base: string;
  readonly suffix: string;
}

export type NamedShape = EnumShape | MapShape | ObjectShape | UnionShape;
