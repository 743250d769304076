import { componentName } from './schema-view.ts';
import type { Field, ObjectShape, Shape, UnionShape, Use } from './shape.ts';
import type { ShapeBuilder } from './shape-builder.ts';

/**
 * Settles which interfaces there are: parents with a discriminator, and parents that several objects share. An interface keeps the
 * fields that all its objects have in a compatible type; one without fields is none.
 */
export function settleInterfaces(builder: ShapeBuilder): void {
  shareParents(builder);
  const implementors = new Map<ObjectShape, ObjectShape[]>();
  for (const shape of builder.named) {
    if (shape.kind !== 'object') continue;
    for (const parent of shape.parents) implementors.set(parent, [...(implementors.get(parent) ?? []), shape]);
  }
  for (const [parent, children] of implementors) {
    parent.fields = parent.fields.filter((field) =>
      children.every((child) => child.fields.some((own) => own.name === field.name && covers(field, own))),
    );
    if (parent.fields.length > 0) continue;
    for (const child of children) child.parents = child.parents.filter((it) => it !== parent);
  }
  for (const shape of builder.named) {
    if (shape.kind === 'union' && shape.parent?.fields.length === 0) shape.parent = undefined;
  }
}

/** Parents without a discriminator: an interface when at least two objects share one that is no type of its own. */
function shareParents(builder: ShapeBuilder): void {
  const direct = new Set(
    builder.named.flatMap((shape) =>
      shape.kind === 'object' && shape.direction === 'output' ? [shape.naming.place.value] : [],
    ),
  );
  for (const { place, children } of builder.families.sharing.values()) {
    const name = componentName(place);
    if (children.size < 2 || name === undefined || direct.has(place.value)) continue;
    const view = builder.reader.view(place);
    const [first] = children;
    if (first === undefined) continue;
    const wires = new Set(builder.visible(view, 'output').map(([wire]) => wire));
    const fields = first.fields.filter((field) => wires.has(field.wire));
    const parent: ObjectShape = {
      kind: 'object',
      direction: 'output',
      naming: {
        place,
        component: name,
        title: undefined,
        parent: { of: undefined, base: '', suffix: '' },
        direction: 'output',
      },
      name: '',
      description: view.description,
      fields: fields.map((field) => loosest(field, [...children])),
      rest: undefined,
      parents: [],
      isInterface: true,
      constraints: undefined,
      xml: undefined,
    };
    if (parent.fields.length === 0) continue;
    builder.named.push(parent);
    for (const child of children) child.parents.push(parent);
  }
}

/** The field as all children have it: required only where it is for each. */
function loosest(field: Field, children: readonly ObjectShape[]): Field {
  const all = children.flatMap((child) => child.fields.filter((own) => own.name === field.name));
  return {
    ...field,
    required: all.every((own) => own.required),
    use: { ...field.use, nullable: all.some((own) => own.use.nullable) },
  };
}

/** Whether a child's field may stand for the interface's. */
function covers(field: Field, own: Field): boolean {
  const nonNull = (it: Field): boolean => it.required && !it.use.nullable;
  return (nonNull(own) || !nonNull(field)) && fits(own.use.shape, field.use.shape);
}

function fits(own: Shape, wanted: Shape): boolean {
  if (own === wanted) return true;
  if (own.kind === 'scalar') return wanted.kind === 'scalar' && own.scalar === wanted.scalar;
  if (own.kind === 'list') return wanted.kind === 'list' && fitsUse(own.item, wanted.item);
  if (wanted.kind === 'union' && own.kind === 'object') return isMember(own, wanted);
  return false;
}

const fitsUse = (own: Use, wanted: Use): boolean => (!own.nullable || wanted.nullable) && fits(own.shape, wanted.shape);

const isMember = (own: ObjectShape, union: UnionShape): boolean =>
  union.members.some((member) => member.box === undefined && member.use.shape === own);
