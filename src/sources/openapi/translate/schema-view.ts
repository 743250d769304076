import { isRecord } from '../../../utils/is-record.ts';
import { unescapeToken } from '../describe/pointer-token.ts';
import { Merge } from './merge-schemas.ts';
import { type Stance, stanceOf } from './nullability.ts';
import { child, elements, type Json, type Place, placeKey, referenceOf } from './place.ts';
import type { References } from './references.ts';
import { instanceOf, instances } from './schema-instance.ts';
import { FlatSchema, isNullable, MergedSchema, type SchemaView, structural, xmlOf } from './schema-parts.ts';
import type { XmlHints } from './shape.ts';

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

/** What was found on the way to what stands inside. */
interface Wrappers {
  /** Of the outermost that has one. */
  stance: Stance;
  readonly annotations: Json[];
}

const MAX_WRAPPERS = 64;
const NOTHING: Json = {};

/** Reads schemas; each is looked at once. */
export class SchemaReader {
  readonly references: References;
  readonly isJsonSchema: boolean;
  readonly #views = new Map<unknown, SchemaView>();
  readonly #withSiblings = new Map<Json, MergedSchema>();
  readonly #merged = new Map<string, Place>();
  /** Schemas of which the view is being made. */
  readonly #reading = new Set<unknown>();
  readonly #ids = new Map<unknown, number>();

  /** `isJsonSchema`: as from 3.1 on, where keywords beside `$ref` hold too, and types say whether null is one. */
  constructor(references: References, isJsonSchema: boolean) {
    this.references = references;
    this.isJsonSchema = isJsonSchema;
  }

  use(place: Place): SchemaUse {
    const found: Wrappers = { stance: undefined, annotations: [] };
    let current = place;
    for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
      const next = this.#inside(current, found);
      if (next === undefined) break;
      current = next;
    }
    const outer = found.annotations;
    const view = this.view(current);
    const nullable = found.stance === undefined ? view.nullable : found.stance === 'allowed';
    const own = isRecord(current.value) ? (current.value as Json) : NOTHING;
    if (outer.length === 0) {
      return {
        target: current,
        nullable,
        description: undefined,
        deprecated: deprecationOf(own),
        readOnly: view.readOnly,
        writeOnly: view.writeOnly,
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
      readOnly: view.readOnly || outer.some((it) => it.readOnly === true),
      writeOnly: view.writeOnly || outer.some((it) => it.writeOnly === true),
      xml: first((it) => (isRecord(it.xml) ? xmlOf(it.xml) : undefined)),
      default: first((it) => it.default),
    };
  }

  view(place: Place): SchemaView {
    const key = typeof place.value === 'object' && place.value !== null ? place.value : placeKey(place);
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    if (place.value instanceof FlatSchema) return place.value.view;
    this.#reading.add(key);
    const view = new Merge(this).view(place);
    this.#reading.delete(key);
    this.#views.set(key, view);
    return view;
  }

  /** What stands inside a wrapper that adds nothing to the structure; undefined when `place` is no such wrapper. */
  #inside(place: Place, found: Wrappers): Place | undefined {
    const value = place.value;
    if (!isRecord(value) || value instanceof MergedSchema || value instanceof FlatSchema) return undefined;
    if (referenceOf(value) !== undefined) {
      found.stance ??= this.isJsonSchema || isNullable(value) ? stanceOf(value) : undefined;
      const resolved = this.references.next(place) ?? { ...place, value: undefined };
      found.annotations.push(value);
      if (this.isJsonSchema && structural(value, '$ref')) {
        return { ...place, value: this.#besides(value, resolved, place) };
      }
      return resolved;
    }
    for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
      const list = value[keyword];
      if (!Array.isArray(list) || structural(value, keyword)) continue;
      const parts = elements(child(place, keyword));
      const rest = keyword === 'allOf' ? parts : parts.filter((part) => !this.isNull(part));
      if (rest.length !== 1 || rest[0] === undefined) continue;
      found.stance ??= rest.length < parts.length ? 'allowed' : stanceOf(value);
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

  /**
   * The schema of a property that several parts of a schema describe. It belongs to the one that puts them together: what extends that one
   * has the same. Of the same parts in one owner it is the same object, or a schema that extends itself would never end.
   */
  merged(name: string, parts: readonly Place[], of: Place, parents: readonly Place[]): Place {
    const flat = flattened(parts);
    for (const parent of parents) {
      const inherited = this.#reading.has(parent.value) ? undefined : this.view(parent).properties.get(name);
      if (inherited?.value instanceof MergedSchema && isSame(inherited.value.parts, flat)) return inherited;
    }
    const outer = of.value instanceof MergedSchema ? of.value : undefined;
    const isAlone = outer?.parts.some((it) => it.value instanceof FlatSchema) === true;
    const owner = isAlone ? undefined : (outer?.owner ?? placeKey(of));
    const key = [owner ?? this.#idOf(outer), ...flat.map(({ value }) => this.#idOf(value))].join(' ');
    const known = this.#merged.get(key);
    if (known !== undefined) return known;
    const value = new MergedSchema(flat, false, owner);
    const instance = instanceOf(of.value);
    if (instance !== undefined) instances.set(value, instance);
    const made = { ...child(child(of, 'properties'), name), value };
    this.#merged.set(key, made);
    return made;
  }

  #idOf(value: unknown): number {
    const known = this.#ids.get(value) ?? this.#ids.size;
    this.#ids.set(value, known);
    return known;
  }

  #besides(value: Json, resolved: Place, place: Place): MergedSchema {
    const known = this.#withSiblings.get(value);
    if (known !== undefined) return known;
    const { $ref: _ref, $dynamicRef: _dynamic, $recursiveRef: _recursive, ...siblings } = value;
    const merged = new MergedSchema(flattened([resolved, { ...place, value: siblings }]), true);
    this.#withSiblings.set(value, merged);
    return merged;
  }

  /**
   * An alternative that adds null to the others: what allows nothing else, `{ nullable: true }` alone, and the object of which nothing
   * but that is said, as in descriptions of OData services.
   */
  isNull(place: Place): boolean {
    const value = this.references.follow(place).value;
    return this.isOnlyNull(place) || isNullableAlone(value) || isNullableObjectAlone(place.value);
  }

  /** `{ type: 'null' }`, `{ const: null }`, `{ enum: [null] }`. */
  isOnlyNull(place: Place): boolean {
    const value = this.references.follow(place).value;
    if (!isRecord(value)) return false;
    if (value.type === 'null' || value.const === null) return true;
    if (Array.isArray(value.type) && value.type.length === 1 && value.type[0] === 'null') return true;
    return Array.isArray(value.enum) && value.enum.length > 0 && value.enum.every((it) => it === null);
  }
}

const flattened = (parts: readonly Place[]): Place[] => [
  ...new Map(parts.flatMap(partsOf).map((part) => [part.value, part])).values(),
];

const isSame = (parts: readonly Place[], others: readonly Place[]): boolean =>
  parts.length === others.length && parts.every((it, index) => it.value === others[index]?.value);

const partsOf = (place: Place): readonly Place[] => (place.value instanceof MergedSchema ? place.value.parts : [place]);

const isNullableAlone = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).length === 1 && value.nullable === true;

const isNullableObjectAlone = (value: unknown): boolean => {
  if (!isRecord(value) || !isNullable(value)) return false;
  const isObject =
    value.type === 'object' || (Array.isArray(value.type) && value.type.includes('object') && value.type.length === 2);
  return isObject && Object.keys(value).every((key) => key === 'type' || key === 'nullable');
};

export function deprecationOf(value: Json): string | undefined {
  if (value.deprecated !== true && value['x-deprecated'] !== true) return undefined;
  for (const key of ['x-deprecation-reason', 'x-deprecated-reason', 'x-deprecation-message']) {
    const reason = value[key];
    if (typeof reason === 'string') return reason;
  }
  return 'Deprecated in the description.';
}

/** The name of what a reference leads to: of a component or definition, or of a file. Undefined for a place inside something else. */
export function componentName(target: Place): string | undefined {
  const { value } = target;
  if (value instanceof FlatSchema || (value instanceof MergedSchema && !value.isWritten)) return undefined;
  const instance = instanceOf(value);
  if (instance !== undefined && instance.root.pointer === target.pointer) return instance.root.name;
  const tokens = target.pointer.split('/').slice(1);
  const token = tokens.at(-1);
  const last = token && unescapeToken(token);
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
