import { isRecord } from '../../../utils/is-record.ts';
import { MergedLimits } from './merge-limits.ts';
import { anyAllows, onlyAllowsNull, type Stance, stanceOf, together } from './nullability.ts';
import { child, elements, entries, type Json, type Place, referenceOf, textAt } from './place.ts';
import { closedNames, relationsOf } from './read-rules.ts';
import type { References } from './references.ts';
import { FlatSchema, MergedSchema, type SchemaView, structural, xmlOf } from './schema-parts.ts';
import type { XmlHints } from './shape.ts';

/** What a merge asks of the reader. */
interface Reader {
  readonly references: References;
  readonly isJsonSchema: boolean;
  allowsNull(place: Place): boolean;
  /** `name`: the property of `of` that all parts describe. */
  merged(name: string, parts: readonly Place[], of: Place, parents: readonly Place[]): Place;
}

const NO_PROPERTIES: ReadonlyMap<string, Place> = new Map();
const NONE: ReadonlySet<string> = new Set();
const CHOICES = ['oneOf', 'anyOf'] as const;

/** Adds up a schema and everything in its `allOf`. */
export class Merge {
  readonly #reader: Reader;
  #seen: Set<unknown> | undefined;
  #properties: Map<string, Place[]> | undefined;
  #required: Set<string> | undefined;
  readonly #parents: Place[] = [];
  #types: string[] | undefined;
  #never = false;
  #readOnly = false;
  #writeOnly = false;
  #format: string | undefined;
  #title: string | undefined;
  #description: string | undefined;
  #enum: { values: readonly unknown[]; place: Place } | undefined;
  #additional: Place | boolean | undefined;
  #items: Place | undefined;
  readonly #choices: { readonly alternatives: readonly Place[]; readonly rule: Place | undefined }[] = [];
  readonly #rules: Place[] = [];
  #discriminator: Place | undefined;
  #xml: XmlHints | undefined;
  readonly #limits = new MergedLimits();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  view(place: Place): SchemaView {
    return this.#finish(place, this.#add(place, 0));
  }

  #add(place: Place, depth: number): Stance {
    const value = place.value;
    if (value instanceof MergedSchema) {
      const stances = value.parts.map((part) => this.#addPart(part, depth + 1));
      return this.#reader.isJsonSchema ? together(stances.pop(), stances) : anyAllows(stances);
    }
    if (value instanceof FlatSchema) {
      this.#addView(value.view);
      return undefined;
    }
    if (value === false) this.#never = true;
    if (!isRecord(value) || this.#seen?.has(value) === true) return undefined;
    if (depth > 0 || value.allOf !== undefined) {
      this.#seen ??= new Set();
      this.#seen.add(value);
    }
    if (referenceOf(value) !== undefined) return this.#addPart(place, depth);
    const parts = value.allOf === undefined ? [] : elements(child(place, 'allOf'));
    const stances = parts.map((part) => this.#addPart(part, depth + 1));
    this.#own(place, value, depth);
    return together(parts.some(onlyAllowsNull) ? 'allowed' : stanceOf(value), stances);
  }

  #addPart(part: Place, depth: number): Stance {
    const target = this.#reader.references.follow(part);
    if (target !== part && isRecord(target.value)) this.#parents.push(target);
    return this.#add(target, depth + 1);
  }

  #own(place: Place, value: Json, depth: number): void {
    this.#addTypes(value);
    if (value.readOnly === true) this.#readOnly = true;
    if (value.writeOnly === true) this.#writeOnly = true;
    if (typeof value.format === 'string') this.#format = value.format;
    if (depth === 0) {
      this.#title = textAt(place, 'title');
      if (isRecord(value.xml)) this.#xml = xmlOf(value.xml);
    }
    const description = textAt(place, 'description');
    if (description !== undefined) this.#description = description;
    this.#addEnum(place, value);
    if (isRecord(value.properties)) {
      // No schema is text: a `$ref` in the place of a property is meant for all of them, and many tools take it so.
      const own = child(place, 'properties');
      const shared = this.#reader.references.follow(own);
      for (const [name, property] of [...(shared === own ? [] : entries(shared)), ...entries(own)]) {
        if (typeof property.value !== 'string') this.#addProperty(name, property);
      }
    }
    if (Array.isArray(value.required)) {
      for (const name of value.required) if (typeof name === 'string') this.#require(name);
    }
    this.#addCollections(place, value);
    this.#limits.add(value);
  }

  #addView(view: SchemaView): void {
    this.#addTypes({ type: view.types });
    this.#readOnly ||= view.readOnly;
    this.#writeOnly ||= view.writeOnly;
    this.#format ??= view.format;
    this.#description ??= view.description;
    for (const [name, property] of view.properties) {
      this.#addProperty(name, property);
    }
    for (const name of view.required) this.#require(name);
    this.#additional ??= view.additional;
    this.#items ??= view.items;
    this.#parents.push(...view.parents);
    if (view.alternatives !== undefined) this.#choices.push({ alternatives: view.alternatives, rule: view.choice });
    this.#rules.push(...view.rules);
    if (view.constraints !== undefined) this.#limits.addAll(view.constraints);
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
    const said = Array.isArray(value.type) ? new Set<unknown>(value.type) : [value.type];
    const own = [...said].filter((it): it is string => typeof it === 'string' && it !== 'null');
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
    const patterns =
      value.patternProperties === undefined ? [] : entries(child(place, 'patternProperties')).map(([, it]) => it);
    if (isRecord(value.additionalProperties)) {
      this.#additional = tuple([child(place, 'additionalProperties'), ...patterns], place);
    } else if (value.additionalProperties === true || patterns.length === 0) {
      if (typeof value.additionalProperties === 'boolean') this.#additional ??= value.additionalProperties;
    } else this.#additional ??= tuple(patterns, place);
    if (isRecord(value.items) || typeof value.items === 'boolean') this.#items = child(place, 'items');
    else if (Array.isArray(value.items)) this.#items = tuple(elements(child(place, 'items')), place);
    if (Array.isArray(value.prefixItems)) {
      const rest = isRecord(value.items) ? [child(place, 'items')] : [];
      this.#items = tuple([...elements(child(place, 'prefixItems')), ...rest], place);
    }
    for (const keyword of CHOICES) {
      if (Array.isArray(value[keyword]) && value[keyword].length > 0) {
        const alternatives = elements(child(place, keyword));
        // A base that lists its children, which extend it by allOf: a child is itself, and not any of them again.
        if (alternatives.some((it) => this.#seen?.has(this.#reader.references.follow(it).value))) continue;
        this.#choices.push({ alternatives, rule: { ...place, value: { [keyword]: value[keyword] } } });
      }
    }
    for (const rule of [relationsOf(place, value), closedNames(place, value)]) {
      if (rule !== undefined) this.#rules.push(rule);
    }
    if (isRecord(value.discriminator) || typeof value.discriminator === 'string') {
      this.#discriminator = child(place, 'discriminator');
    }
  }

  #isStructured(alternative: Place): boolean {
    const { value } = this.#reader.references.follow(alternative);
    if (!isRecord(value)) return false;
    return isStructuredType(value.type) || structural({ ...value, required: undefined });
  }

  #finish(place: Place, stance: Stance): SchemaView {
    const properties = this.#properties === undefined ? NO_PROPERTIES : new Map<string, Place>();
    for (const [name, parts] of this.#properties ?? []) {
      const last = parts.at(-1);
      if (last === undefined) continue;
      (properties as Map<string, Place>).set(
        name,
        parts.length === 1 ? last : this.#reader.merged(name, parts, place, this.#parents),
      );
    }
    // Those that say what a value is made of become a type; the others only ask for more.
    const choice =
      this.#choices.find((it) => it.alternatives.some((one) => this.#isStructured(one))) ?? this.#choices[0];
    const others = this.#choices.flatMap((it) => (it === choice || it.rule === undefined ? [] : [it.rule]));
    return {
      place,
      types: this.#types ?? [],
      nullable: stance === 'allowed' || (choice?.alternatives ?? []).some((it) => this.#reader.allowsNull(it)),
      never: this.#never,
      readOnly: this.#readOnly,
      writeOnly: this.#writeOnly,
      format: this.#format,
      title: this.#title,
      description: this.#description,
      enumValues: this.#enum?.values,
      enumPlace: this.#enum?.place,
      properties,
      required: this.#required ?? NONE,
      additional: this.#additional,
      items: this.#items,
      alternatives: choice?.alternatives,
      choice: choice?.rule,
      rules: others.length === 0 ? this.#rules : [...this.#rules, ...others],
      discriminator: this.#discriminator,
      parents: this.#parents,
      constraints: this.#limits.finish(),
      xml: this.#xml,
    };
  }
}

const isStructuredType = (type: unknown): boolean => type !== undefined && type !== 'object' && type !== 'array';

/** Items of a tuple, values under several patterns: any of their schemas. */
function tuple(parts: readonly Place[], place: Place): Place | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  if (others.length === 0) return first;
  return { ...place, pointer: first.pointer, value: { oneOf: parts.map((part) => part.value) } };
}
