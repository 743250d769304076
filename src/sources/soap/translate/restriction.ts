import type { FieldShape, Particle } from '../model/shape.ts';
import { XSD } from '../xml/namespaces.ts';
import { attributeOf, type XmlElement } from '../xml/xml-tree.ts';

/** Local names of the attributes that a restriction prohibits. */
export function prohibitedBelow(restriction: XmlElement): ReadonlySet<string> {
  const prohibited = restriction.children.filter(
    (child) => child.namespace === XSD && child.local === 'attribute' && attributeOf(child, 'use') === 'prohibited',
  );
  const names = prohibited.map((child) => attributeOf(child, 'name') ?? attributeOf(child, 'ref')?.replace(/^.*:/, ''));
  return new Set(names.filter((name) => name !== undefined));
}

/** Marks what a restriction does not repeat, or prohibits: it stays for the interface of the base, and is never there. */
export function withoutRemoved(
  fields: readonly FieldShape[],
  content: Particle | undefined,
  prohibited: ReadonlySet<string>,
): readonly FieldShape[] {
  const kept = new Set(content === undefined ? [] : fieldsOf(content));
  return fields.map((field) => {
    const isContent = field.kind === 'element' || field.kind === 'group' || field.kind === 'any';
    const isRemoved = isContent ? !kept.has(field) : field.kind === 'attribute' && prohibited.has(field.local);
    return isRemoved ? { ...field, absent: true } : field;
  });
}

/** The fields of a particle, in its order; one that stands in several places more than once. */
export function fieldsOf(particle: Particle): FieldShape[] {
  return particle.kind === 'field' ? [particle.field] : particle.items.flatMap(fieldsOf);
}
