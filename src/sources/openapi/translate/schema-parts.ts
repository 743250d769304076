import { isRecord } from '../../../utils/is-record.ts';
import type { Json, Place } from './place.ts';
import type { Constraints, XmlHints } from './shape.ts';

/** Several schemas that hold at once, from different places: an `allOf` that stands nowhere in the text. */
export class MergedSchema {
  readonly parts: readonly Place[];
  /** They are one schema of the text: a reference, and what stands beside it. */
  readonly isWritten: boolean;
  /** The schema of the text that puts them together; undefined for one that nothing else can lead to. */
  readonly owner: string | undefined;
  constructor(parts: readonly Place[], isWritten = false, owner?: string) {
    this.parts = parts;
    this.isWritten = isWritten;
    this.owner = owner;
  }
}

/** Where the text of a schema is: of several together, that of the last. */
export const inText = (place: Place): Place =>
  place.value instanceof MergedSchema && !place.value.isWritten ? (place.value.parts.at(-1) ?? place) : place;

const NOTHING: ReadonlySet<unknown> = new Set();

/** A schema that was read already, with something changed. */
export class FlatSchema {
  readonly view: SchemaView;
  /** The alternatives that are part of it already. */
  readonly includes: ReadonlySet<unknown>;
  constructor(view: SchemaView, includes: ReadonlySet<unknown> = NOTHING) {
    this.view = view;
    this.includes = includes;
  }
}

/** One schema with all that `allOf` adds. */
export interface SchemaView {
  readonly place: Place;
  /** JSON types, 'null' left out; empty when nothing says. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly never: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly format: string | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly enumValues: readonly unknown[] | undefined;
  readonly enumPlace: Place | undefined;
  readonly properties: ReadonlyMap<string, Place>;
  readonly required: ReadonlySet<string>;
  readonly additional: Place | boolean | undefined;
  readonly items: Place | undefined;
  readonly alternatives: readonly Place[] | undefined;
  /** The alternatives as a schema that asks for nothing else. */
  readonly choice: Place | undefined;
  /** Schemas of relations between members, further choices among them, that hold besides. */
  readonly rules: readonly Place[];
  /** What surrounds a value says which of the alternatives it is. */
  readonly isToldApart?: boolean;
  readonly discriminator: Place | undefined;
  /** Objects that `allOf` refers to. */
  readonly parents: readonly Place[];
  readonly constraints: Constraints | undefined;
  readonly xml: XmlHints | undefined;
}

export const isNullable = (value: Json): boolean =>
  value.nullable === true ||
  value['x-nullable'] === true ||
  value.type === 'null' ||
  (Array.isArray(value.type) && value.type.includes('null')) ||
  (Array.isArray(value.enum) && value.enum.includes(null)) ||
  (Object.hasOwn(value, 'const') && value.const === null);

const STRUCTURE = [
  'properties',
  'items',
  'prefixItems',
  'enum',
  'const',
  'additionalProperties',
  'patternProperties',
  'oneOf',
  'anyOf',
  'allOf',
  'format',
  'required',
  'discriminator',
];

/** True where a schema says what its values are made of, by other keywords than `except`. */
export function structural(value: Json, except?: string): boolean {
  return STRUCTURE.some(
    (key) =>
      key !== except &&
      Object.hasOwn(value, key) &&
      !(key === 'required' && (!Array.isArray(value.required) || value.required.length === 0)) &&
      !(key === 'additionalProperties' && typeof value[key] === 'boolean') &&
      !(key === 'properties' && isRecord(value[key]) && Object.keys(value[key]).length === 0),
  );
}

export function xmlOf(xml: Json): XmlHints {
  const nodeType = xml.nodeType;
  return {
    ...(typeof xml.name === 'string' ? { name: xml.name } : undefined),
    ...(typeof xml.namespace === 'string' ? { namespace: xml.namespace } : undefined),
    ...(typeof xml.prefix === 'string' ? { prefix: xml.prefix } : undefined),
    ...(xml.attribute === true || nodeType === 'attribute' ? { attribute: true } : undefined),
    ...(xml.wrapped === true || nodeType === 'element' ? { wrapped: true } : undefined),
    ...(xml['x-text'] === true || nodeType === 'text' || nodeType === 'cdata' ? { text: true } : undefined),
  };
}
