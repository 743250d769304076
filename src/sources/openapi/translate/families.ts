import { isRecord } from '../../../utils/is-record.ts';
import type { OpenApiDescription } from '../describe.ts';
import { child, elements, entries, type Place, rootOf } from './place.ts';
import type { SchemaReader } from './schema-view.ts';
import type { ObjectShape } from './shape.ts';
import type { Scope, ShapeBuilder } from './shape-builder.ts';

/** Schemas that inherit by `allOf` from one with a discriminator, and what the discriminator maps to. */
export interface Family {
  readonly members: readonly Place[];
}

/** Finds inheritance: `allOf` points from child to parent, so all named schemas are searched once. */
export class Families {
  readonly #reader: SchemaReader;
  readonly #description: OpenApiDescription;
  #children: Map<unknown, Place[]> | undefined;
  /** Plain parents by their schema: the objects that share them. */
  readonly sharing = new Map<unknown, { place: Place; children: Set<ObjectShape> }>();

  constructor(reader: SchemaReader, description: OpenApiDescription) {
    this.#reader = reader;
    this.#description = description;
  }

  /** The family of which `target` is the parent; undefined when it is none. */
  of(target: Place): Family | undefined {
    const view = this.#reader.view(target);
    if (!isRecord(target.value) || view.alternatives !== undefined) return undefined;
    // Only what the schema itself says: a child inherits the keyword, not the role.
    if (target.value.discriminator === undefined && !this.#ownDiscriminator(target)) return undefined;
    const found = new Map<unknown, Place>();
    this.#descend(target, found);
    const discriminator = view.discriminator;
    for (const [, entry] of discriminator === undefined ? [] : entries(child(discriminator, 'mapping'))) {
      if (typeof entry.value !== 'string') continue;
      const member = this.#reader.references.target(mappingReference(entry.value), entry);
      if (member !== undefined && isRecord(member.value) && member.value !== target.value) {
        found.set(member.value, member);
      }
    }
    return found.size === 0 ? undefined : { members: [...found.values()] };
  }

  #ownDiscriminator(target: Place): boolean {
    return elements(child(target, 'allOf')).some(
      (part) => isRecord(part.value) && part.value.discriminator !== undefined,
    );
  }

  #descend(parent: Place, found: Map<unknown, Place>): void {
    for (const place of this.#index().get(parent.value) ?? []) {
      if (found.has(place.value)) continue;
      found.set(place.value, place);
      this.#descend(place, found);
    }
  }

  #index(): Map<unknown, Place[]> {
    if (this.#children !== undefined) return this.#children;
    const index = new Map<unknown, Place[]>();
    this.#children = index;
    for (const document of this.#description.documents.values()) {
      const root = rootOf(document);
      for (const group of [child(child(root, 'components'), 'schemas'), child(root, 'definitions')]) {
        for (const [, schema] of entries(group)) {
          for (const part of elements(child(schema, 'allOf'))) {
            const parent = this.#reader.references.follow(part);
            if (parent === part || !isRecord(parent.value)) continue;
            const list = index.get(parent.value) ?? [];
            list.push(schema);
            index.set(parent.value, list);
          }
        }
      }
    }
    return index;
  }

  /** Remembers that `shape` shares `parent`; and makes sure that a parent with a discriminator is there as its interface. */
  joins(shape: ObjectShape, parent: Place, builder: ShapeBuilder, scope: Scope): void {
    if (shape.direction === 'input') return;
    if (this.of(parent) !== undefined) {
      builder.use(parent, scope);
      return;
    }
    const known = this.sharing.get(parent.value) ?? { place: parent, children: new Set<ObjectShape>() };
    known.children.add(shape);
    this.sharing.set(parent.value, known);
  }
}

/** A mapping's value is a reference, or the bare name of a schema. */
export const mappingReference = (value: string): string =>
  value.includes('#') || value.includes('/') || /\.(json|ya?ml)$/i.test(value) ? value : `#${value}`;
