import { child, elements, isRecord, type Json, members, type Place, placeKey, textAt } from './place.ts';
import type { References } from './references.ts';
import type { Constraints, XmlHints } from './shape.ts';

/** Several schemas that hold at once, from different places: an `allOf` that stands nowhere in the text. */
export class MergedSchema {
  readonly parts: readonly Place[];
  constructor(parts: readonly Place[]) {
    this.parts = parts;
  }
}

/** A schema that was read already, with something changed. */
export class FlatSchema {
  readonly view: SchemaView;
  constructor(view: SchemaView) {
    this.view = view;
  }
}

/** A schema with its references followed, wrappers that add nothing peeled off, and what the wrappers said. */
export interface SchemaUse {
  readonly target: Place;
  readonly nullable: boolean;
  readonly description: string | undefined;
  readonly deprecated: string | undefined;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly xml: XmlHints | undefined;
  readonly default: unknown;
}

/** One schema with all that `allOf` adds. */
export interface SchemaView {
  readonly place: Place;
  /** JSON types, 'null' left out; empty when nothing says. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly never: boolean;
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
  readonly discriminator: Place | undefined;
  /** Objects that `allOf` refers to. */
  readonly parents: readonly Place[];
  readonly constraints: Constraints | undefined;
  readonly xml: XmlHints | undefined;
}

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
const MAX_WRAPPERS = 64;
const NOTHING: Json = {};
const NO_PROPERTIES: ReadonlyMap<string, Place> = new Map();
const NONE: ReadonlySet<string> = new Set();

/** Reads schemas; each is looked at once. */
export class SchemaReader {
  readonly references: References;
  readonly #siblingsCount: boolean;
  readonly #views = new Map<unknown, SchemaView>();
  readonly #merged = new Map<Json, MergedSchema>();

  /** `siblingsCount`: keywords beside `$ref` hold too, as from 3.1 on. */
  constructor(references: References, siblingsCount: boolean) {
    this.references = references;
    this.#siblingsCount = siblingsCount;
  }

  use(place: Place): SchemaUse {
    const found = { nullable: false, annotations: [] as Json[] };
    let current = place;
    for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
      const next = this.#inside(current, found);
      if (next === undefined) break;
      current = next;
    }
    const outer = found.annotations;
    const nullable = found.nullable || this.view(current).nullable;
    const own = isRecord(current.value) ? (current.value as Json) : NOTHING;
    if (outer.length === 0) {
      return {
        target: current,
        nullable,
        description: undefined,
        deprecated: deprecationOf(own),
        readOnly: own.readOnly === true,
        writeOnly: own.writeOnly === true,
        xml: isRecord(own.xml) ? xmlOf(own.xml) : undefined,
        default: own.default,
      };
    }
    const all = [...outer, own];
    const first = <T>(pick: (annotation: Json) => T | undefined): T | undefined => {
      for (const annotation of all) {
        const value = pick(annotation);
        if (value !== undefined) return value;
      }
      return undefined;
    };
    return {
      target: current,
      nullable,
      description: outer.map((it) => it.description).find((it) => typeof it === 'string'),
      deprecated: outer.map(deprecationOf).find((it) => it !== undefined),
      readOnly: all.some((it) => it.readOnly === true),
      writeOnly: all.some((it) => it.writeOnly === true),
      xml: first((it) => (isRecord(it.xml) ? xmlOf(it.xml) : undefined)),
      default: first((it) => it.default),
    };
  }

  view(place: Place): SchemaView {
    const key = typeof place.value === 'object' && place.value !== null ? place.value : placeKey(place);
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    if (place.value instanceof FlatSchema) return place.value.view;
    const merge = new Merge(this);
    merge.add(place, 0);
    const view = merge.finish(place);
    this.#views.set(key, view);
    return view;
  }

  /** What stands inside a wrapper that adds nothing to the structure; undefined when `place` is no such wrapper. */
  #inside(place: Place, found: { nullable: boolean; annotations: Json[] }): Place | undefined {
    const value = place.value;
    if (!isRecord(value) || value instanceof MergedSchema || value instanceof FlatSchema) return undefined;
    if (typeof value.$ref === 'string') {
      if (isNullable(value)) found.nullable = true;
      const target = this.references.target(value.$ref, place);
      const resolved = target ?? { ...place, value: undefined };
      found.annotations.push(value);
      if (this.#siblingsCount && structural(value, '$ref')) {
        return { ...place, value: this.#withSiblings(value, resolved, place) };
      }
      return resolved;
    }
    for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
      const list = value[keyword];
      if (!Array.isArray(list) || structural(value, keyword)) continue;
      const parts = elements(child(place, keyword));
      const rest = keyword === 'allOf' ? parts : parts.filter((part) => !this.isNull(part));
      if (rest.length !== 1 || rest[0] === undefined) continue;
      if (rest.length < parts.length || isNullable(value)) found.nullable = true;
      found.annotations.push(value);
      return rest[0];
    }
    return undefined;
  }

  /** True where an alternative is null, or may be. */
  allowsNull(place: Place): boolean {
    const value = this.references.follow(place).value;
    return this.isNull(place) || (isRecord(value) && isNullable(value));
  }

  #withSiblings(value: Json, resolved: Place, place: Place): MergedSchema {
    const known = this.#merged.get(value);
    if (known !== undefined) return known;
    const { $ref: _, ...siblings } = value;
    const merged = new MergedSchema([resolved, { ...place, value: siblings }]);
    this.#merged.set(value, merged);
    return merged;
  }

  /** `{ type: 'null' }`, `{ enum: [null] }`, `{ nullable: true }` alone. */
  isNull(place: Place): boolean {
    const value = this.references.follow(place).value;
    if (!isRecord(value)) return false;
    if (value.type === 'null' || value.const === null) return true;
    if (Array.isArray(value.type) && value.type.length === 1 && value.type[0] === 'null') return true;
    if (Array.isArray(value.enum) && value.enum.length > 0 && value.enum.every((it) => it === null)) return true;
    return Object.keys(value).length === 1 && value.nullable === true;
  }
}

function structural(value: Json, except: string): boolean {
  return STRUCTURE.some(
    (key) =>
      key !== except &&
      Object.hasOwn(value, key) &&
      !(key === 'required' && (!Array.isArray(value.required) || value.required.length === 0)) &&
      !(key === 'additionalProperties' && typeof value[key] === 'boolean') &&
      !(key === 'properties' && isRecord(value[key]) && Object.keys(value[key]).length === 0),
  );
}

const isNullable = (value: Json): boolean =>
  value.nullable === true ||
  value['x-nullable'] === true ||
  (Array.isArray(value.type) && value.type.includes('null')) ||
  (Array.isArray(value.enum) && value.enum.includes(null)) ||
  (Object.hasOwn(value, 'const') && value.const === null);

export function deprecationOf(value: Json): string | undefined {
  if (value.deprecated !== true && value['x-deprecated'] !== true) return undefined;
  for (const key of ['x-deprecation-reason', 'x-deprecated-reason', 'x-deprecation-message']) {
    const reason = value[key];
    if (typeof reason === 'string') return reason;
  }
  return 'Deprecated in the description.';
}

function xmlOf(xml: Json): XmlHints {
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

/** The name of what a reference leads to: of a component or definition, or of a file. Undefined for a place inside something else. */
export function componentName(target: Place): string | undefined {
  if (target.value instanceof FlatSchema || target.value instanceof MergedSchema) return undefined;
  const tokens = target.pointer.split('/').slice(1);
  const last = tokens.at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~');
  if (last === undefined) {
    const file = target.document.uri.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '';
    return file.replace(/\.(json|ya?ml)$/i, '').replace(/\.(schema|model)$/i, '') || undefined;
  }
  if (tokens.length === 1) return last;
  const [first, second] = tokens;
  const isNamed =
    (tokens.length === 3 && first === 'components' && second === 'schemas') ||
    (tokens.length === 2 && ['definitions', '$defs', 'schemas', 'models'].includes(first ?? '')) ||
    tokens.at(-2) === '$defs';
  return isNamed ? last : undefined;
}

const NUMBERS = ['minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf', 'minItems', 'maxItems'] as const;
const SIZES = ['minProperties', 'maxProperties'] as const;

/** Adds up a schema and everything in its `allOf`. */
class Merge {
  readonly #reader: SchemaReader;
  #seen: Set<unknown> | undefined;
  #properties: Map<string, Place[]> | undefined;
  #required: Set<string> | undefined;
  readonly #parents: Place[] = [];
  #types: string[] | undefined;
  #nullable: boolean | undefined;
  #never = false;
  #format: string | undefined;
  #title: string | undefined;
  #description: string | undefined;
  #enum: { values: readonly unknown[]; place: Place } | undefined;
  #additional: Place | boolean | undefined;
  #items: Place | undefined;
  #alternatives: readonly Place[] | undefined;
  #discriminator: Place | undefined;
  #xml: XmlHints | undefined;
  #constraints: Record<string, number | string | boolean> = {};

  constructor(reader: SchemaReader) {
    this.#reader = reader;
  }

  add(place: Place, depth: number): void {
    const value = place.value;
    if (value instanceof MergedSchema) {
      for (const part of value.parts) this.#addPart(part, depth + 1);
      return;
    }
    if (value instanceof FlatSchema) {
      this.#addView(value.view);
      return;
    }
    if (value === false) this.#never = true;
    if (!isRecord(value) || this.#seen?.has(value) === true) return;
    if (depth > 0 || value.allOf !== undefined) {
      this.#seen ??= new Set();
      this.#seen.add(value);
    }
    if (typeof value.$ref === 'string') {
      this.#addPart(place, depth);
      return;
    }
    for (const part of elements(child(place, 'allOf'))) this.#addPart(part, depth + 1);
    this.#own(place, value, depth);
  }

  #addPart(part: Place, depth: number): void {
    const target = this.#reader.references.follow(part);
    if (target !== part && isRecord(target.value)) this.#parents.push(target);
    this.add(target, depth + 1);
  }

  #own(place: Place, value: Json, depth: number): void {
    this.#addTypes(value);
    // A part of an allOf that says "nullable" says it of itself; all must agree, and only the outermost is asked by most tools.
    if (depth === 0) this.#nullable = isNullable(value);
    else if (this.#nullable === undefined && isNullable(value) && !Object.hasOwn(value, 'properties'))
      this.#nullable = true;
    if (typeof value.format === 'string') this.#format = value.format;
    if (depth === 0) {
      this.#title = textAt(place, 'title');
      if (isRecord(value.xml)) this.#xml = xmlOf(value.xml);
    }
    const description = textAt(place, 'description');
    if (description !== undefined) this.#description = description;
    this.#addEnum(place, value);
    for (const [name, property] of isRecord(value.properties) ? allMembers(child(place, 'properties')) : []) {
      this.#addProperty(name, property);
    }
    for (const name of Array.isArray(value.required) ? value.required : []) {
      if (typeof name === 'string') this.#require(name);
    }
    this.#addCollections(place, value);
    for (const key of [...NUMBERS, ...SIZES]) {
      const limit = value[key];
      if (typeof limit === 'number') this.#constraints[key] = limit;
    }
    this.#addBounds(value);
    if (typeof value.pattern === 'string') this.#constraints.pattern = value.pattern;
    if (value.uniqueItems === true) this.#constraints.uniqueItems = true;
  }

  #addView(view: SchemaView): void {
    this.#addTypes({ type: view.types });
    this.#format ??= view.format;
    this.#description ??= view.description;
    for (const [name, property] of view.properties) {
      this.#addProperty(name, property);
    }
    for (const name of view.required) this.#require(name);
    this.#additional ??= view.additional;
    this.#items ??= view.items;
    this.#parents.push(...view.parents);
    if (view.alternatives !== undefined) this.#alternatives ??= view.alternatives;
    Object.assign(this.#constraints, view.constraints);
  }

  #addProperty(name: string, property: Place): void {
    this.#properties ??= new Map();
    const known = this.#properties.get(name);
    if (known === undefined) this.#properties.set(name, [property]);
    else if (!known.some((it) => it.value === property.value)) known.push(property);
  }

  #require(name: string): void {
    this.#required ??= new Set();
    this.#required.add(name);
  }

  #addTypes(value: Json): void {
    const own = (Array.isArray(value.type) ? value.type : [value.type]).filter(
      (it): it is string => typeof it === 'string' && it !== 'null',
    );
    if (own.length === 0) return;
    const both = this.#types?.filter((it) => own.includes(it)) ?? own;
    this.#types = both.length > 0 ? both : own;
  }

  #addEnum(place: Place, value: Json): void {
    if (Array.isArray(value.enum)) {
      const own: readonly unknown[] = value.enum;
      const both = this.#enum?.values.filter((it) => own.includes(it)) ?? own;
      this.#enum = { values: both.length > 0 ? both : own, place };
    } else if (Object.hasOwn(value, 'const')) this.#enum = { values: [value.const], place };
  }

  #addCollections(place: Place, value: Json): void {
    if (value.additionalProperties === true || value.additionalProperties === false) {
      this.#additional ??= value.additionalProperties;
    } else if (isRecord(value.additionalProperties)) this.#additional = child(place, 'additionalProperties');
    else if (isRecord(value.patternProperties)) {
      const [only, ...others] = allMembers(child(place, 'patternProperties'));
      if (only !== undefined && others.length === 0) this.#additional ??= only[1];
      else this.#additional ??= true;
    }
    if (isRecord(value.items) || typeof value.items === 'boolean') this.#items = child(place, 'items');
    else if (Array.isArray(value.items)) this.#items = tuple(elements(child(place, 'items')), place);
    if (Array.isArray(value.prefixItems)) {
      const rest = isRecord(value.items) ? [child(place, 'items')] : [];
      this.#items = tuple([...elements(child(place, 'prefixItems')), ...rest], place);
    }
    for (const keyword of ['oneOf', 'anyOf'] as const) {
      if (Array.isArray(value[keyword]) && value[keyword].length > 0) {
        this.#alternatives ??= elements(child(place, keyword));
      }
    }
    if (isRecord(value.discriminator) || typeof value.discriminator === 'string') {
      this.#discriminator = child(place, 'discriminator');
    }
  }

  /** Booleans up to 3.0, numbers from 3.1 on. */
  #addBounds(value: Json): void {
    for (const [exclusive, inclusive] of [
      ['exclusiveMinimum', 'minimum'],
      ['exclusiveMaximum', 'maximum'],
    ] as const) {
      const bound = value[exclusive];
      if (typeof bound === 'number') this.#constraints[exclusive] = bound;
      else if (bound === true && typeof value[inclusive] === 'number') this.#constraints[exclusive] = value[inclusive];
    }
  }

  finish(place: Place): SchemaView {
    const properties = this.#properties === undefined ? NO_PROPERTIES : new Map<string, Place>();
    for (const [name, parts] of this.#properties ?? []) {
      const last = parts.at(-1);
      if (last === undefined) continue;
      (properties as Map<string, Place>).set(
        name,
        parts.length === 1 ? last : { ...last, value: new MergedSchema(parts) },
      );
    }
    return {
      place,
      types: this.#types ?? [],
      nullable: (this.#nullable ?? false) || (this.#alternatives ?? []).some((it) => this.#reader.allowsNull(it)),
      never: this.#never,
      format: this.#format,
      title: this.#title,
      description: this.#description,
      enumValues: this.#enum?.values,
      enumPlace: this.#enum?.place,
      properties,
      required: this.#required ?? NONE,
      additional: this.#additional,
      items: this.#items,
      alternatives: this.#alternatives,
      discriminator: this.#discriminator,
      parents: this.#parents,
      constraints: Object.keys(this.#constraints).length > 0 ? this.#constraints : undefined,
      xml: this.#xml,
    };
  }
}

const allMembers = (place: Place): [string, Place][] =>
  isRecord(place.value) ? Object.keys(place.value).map((key) => [key, child(place, key)]) : members(place);

/** Items of a tuple: any of the positions' schemas. */
function tuple(parts: readonly Place[], place: Place): Place | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  if (others.length === 0) return first;
  return { ...place, pointer: first.pointer, value: { oneOf: parts.map((part) => part.value) } };
}
