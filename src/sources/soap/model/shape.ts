import type { QualifiedName } from '../xml/xml-tree.ts';

/**
 * What a value looks like on both sides: its GraphQL-shaped form and its XML. Shapes are what translation makes of XSD, and all that
 * the GraphQL types and both codecs are made from. They refer to each other, in circles where the types do, and do not change once
 * they are built.
 */
export type Shape =
  | LeafShape
  | ListShape
  | ObjectShape
  | WrapperShape
  | PolymorphicShape
  | ArrayShape
  | OpenShape
  | PresenceShape;

/** How the text of a leaf and its GraphQL-shaped value are turned into each other. */
export type LeafKind =
  | 'string'
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'decimal'
  | 'float'
  | 'dateTime'
  | 'dateTimeStamp'
  | 'date'
  | 'time'
  | 'duration'
  | 'base64'
  | 'hex'
  | 'uri'
  | 'qname';

export type WhiteSpace = 'preserve' | 'replace' | 'collapse';

export interface LeafShape {
  readonly kind: 'leaf';
  readonly leaf: LeafKind;
  readonly whiteSpace: WhiteSpace;
  /** Name of the built-in type that it comes from: `dateTime`. */
  readonly builtIn: string;
  /** The simple type's own name, for `xsi:type`. */
  readonly type: QualifiedName;
  readonly facets?: Facets;
  /** A union of types that GraphQL has no common one for but text: it must be a value of one of them. */
  readonly anyOf?: readonly (LeafShape | ListShape)[];
  /** The type is an enumeration in GraphQL too. */
  readonly enumeration?: Enumeration;
}

export interface Enumeration {
  readonly key: string;
  readonly wantedName: readonly string[];
  readonly description?: string;
  /** GraphQL name and text on the wire. */
  readonly values: readonly { readonly name: string; readonly text: string; readonly description?: string }[];
}

/** Constraining facets of XSD; each is checked on input. */
export interface Facets {
  readonly patterns?: readonly (readonly RegExp[])[];
  readonly enumeration?: readonly string[];
  readonly length?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly totalDigits?: number;
  readonly fractionDigits?: number;
  readonly minInclusive?: string;
  readonly maxInclusive?: string;
  readonly minExclusive?: string;
  readonly maxExclusive?: string;
}

/** `xs:list`: several values in one text. */
export interface ListShape {
  readonly kind: 'list';
  readonly item: LeafShape;
  readonly type: QualifiedName;
  readonly facets?: Facets;
}

export interface ObjectShape {
  readonly kind: 'object';
  /** Clark name of the type, or a path for one without a name. */
  readonly key: string;
  /** GraphQL names to try, best first. */
  readonly wantedName: readonly string[];
  readonly description?: string;
  /** Name of the complex type, where it has one. */
  readonly type?: QualifiedName;
  readonly abstract: boolean;
  /** Inherited fields first. */
  readonly fields: readonly FieldShape[];
  /** Element content in the schema's order; undefined: none. */
  readonly content?: Particle;
  /** Keys of the types that this one derives from, nearest first. */
  readonly ancestors: readonly string[];
}

/** An element that holds nothing but one list, which is its value. */
export interface WrapperShape {
  readonly kind: 'wrapper';
  /** Its one field is the list. */
  readonly object: ObjectShape;
}

/** A type that others derive from, where it is used: told apart by `xsi:type`. */
export interface PolymorphicShape {
  readonly kind: 'polymorphic';
  readonly base: ObjectShape;
  /** Concrete types, the base first where it is one. */
  readonly members: readonly ObjectShape[];
  /** A restriction takes only this type and what derives from it. */
  readonly narrowed?: ObjectShape | PolymorphicShape;
}

/** A SOAP-encoded array: its items are the child elements, whatever they are called. */
export interface ArrayShape {
  readonly kind: 'array';
  item: Shape;
  readonly itemType: QualifiedName;
  readonly itemName: string;
  readonly type?: QualifiedName;
  /** Further dimensions, as `wsdl:arrayType` writes them. */
  readonly dimensions: string;
}

/** Content that the schema leaves open. */
export interface OpenShape {
  readonly kind: 'open';
  /** There is a type, in a schema that was not read: values may not state another one. */
  readonly unknown?: true;
}

/** An element that can have no content: that it is there is its value. */
export interface PresenceShape {
  readonly kind: 'presence';
  readonly type?: QualifiedName;
}

export type FieldKind =
  | 'element'
  | 'attribute'
  /** Text of the element itself. */
  | 'text'
  /** One occurrence of a model group that repeats. */
  | 'group'
  /** Elements of a wildcard, as XML. */
  | 'any'
  /** Attributes of a wildcard. */
  | 'anyAttribute'
  /** Text between the elements of mixed content, joined. */
  | 'mixed'
  /** Mixed content as it is: text and elements in their order, as XML. */
  | 'content'
  /** A MIME part of its own. */
  | 'attachment';

export interface FieldShape {
  /** GraphQL name. */
  readonly name: string;
  readonly kind: FieldKind;
  /** Namespace on the wire; '' where unqualified. */
  readonly namespace: string;
  readonly local: string;
  readonly description?: string;
  readonly shape: Shape;
  readonly list: boolean;
  /** It must be there. */
  readonly required: boolean;
  readonly nillable: boolean;
  readonly default?: string;
  readonly fixed?: string;
  /** Never there: a restriction took it away, and only an interface of its base still has it. */
  readonly absent?: boolean;
}

export type Particle = FieldParticle | GroupParticle;

export interface FieldParticle {
  readonly kind: 'field';
  readonly field: FieldShape;
  readonly min: number;
  readonly max: number;
}

export interface GroupParticle {
  readonly kind: 'sequence' | 'choice' | 'all';
  readonly items: readonly Particle[];
  readonly min: number;
}
