import { isRecord } from '../../../utils/is-record.ts';
import { mappingReference } from './families.ts';
import { child, entries } from './place.ts';
import { discriminatorOf } from './schema-kind.ts';
import type { SchemaView } from './schema-parts.ts';
import { componentName, type SchemaReader } from './schema-view.ts';
import type { UnionShape } from './shape.ts';
import type { Alternative } from './union-shapes.ts';

/**
 * How to tell the alternatives apart by one property: as the description says (explicit mapping, then the values that the member
 * itself allows, then the member's name), else by a required property of which each alternative allows other values.
 */
export function discriminate(
  view: SchemaView,
  alternatives: readonly Alternative[],
  reader: SchemaReader,
): UnionShape['discriminator'] {
  const described = view.discriminator;
  const property = discriminatorOf(view);
  if (described === undefined || property === undefined) return implied(alternatives, reader);
  const byValue = new Map<string, number>();
  const set = (value: string, index: number): void => {
    if (index >= 0 && !byValue.has(value)) byValue.set(value, index);
  };
  for (const [value, entry] of entries(child(described, 'mapping'))) {
    if (typeof entry.value !== 'string') continue;
    const target = reader.references.target(mappingReference(entry.value), entry);
    if (target === undefined) continue;
    const named = alternatives.findIndex((it) => reader.references.follow(it.place).value === target.value);
    set(value, named === -1 ? alternatives.findIndex((it) => it.use.target.value === target.value) : named);
  }
  for (const [index, alternative] of alternatives.entries()) {
    for (const value of ownValues(alternative, property, reader)) set(value, index);
  }
  for (const [index, alternative] of alternatives.entries()) {
    const name = componentName(reader.references.follow(alternative.place)) ?? componentName(alternative.use.target);
    if (name !== undefined) set(name, index);
  }
  return byValue.size === 0 ? undefined : { property, byValue };
}

function implied(alternatives: readonly Alternative[], reader: SchemaReader): UnionShape['discriminator'] {
  const [first] = alternatives;
  for (const property of first?.view.properties.keys() ?? []) {
    const byValue = new Map<string, number>();
    const fits = alternatives.every((alternative, index) => {
      const values = ownValues(alternative, property, reader);
      if (values.length === 0 || values.some((value) => byValue.has(value))) return false;
      for (const value of values) byValue.set(value, index);
      return true;
    });
    if (fits) return { property, byValue };
  }
  return undefined;
}

/** The values that an alternative allows for a property, as text. */
function ownValues(alternative: Alternative, property: string, reader: SchemaReader): string[] {
  const place = alternative.view.properties.get(property);
  if (place === undefined) return [];
  const view = reader.view(reader.use(place).target);
  return (view.enumValues ?? []).filter((it) => it !== null && !isRecord(it)).map(String);
}
