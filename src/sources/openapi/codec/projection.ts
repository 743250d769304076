import type { Selection } from '../../source.ts';
import type { ObjectShape, Shape } from '../translate/shape.ts';
import type { WireProjection } from '../wire.ts';

/** The names that a fields parameter asks for, so that the upstream sends what is selected. Undefined: ask for all. */
export function projectedNames(projection: WireProjection, result: Shape, selection: Selection): string[] | undefined {
  let shape: Shape = result;
  let selected: Selection | null | undefined = selection;
  for (const name of projection.below) {
    const object = objectOf(shape);
    const field = object?.fields.find((it) => it.wire === name);
    if (field === undefined) return undefined;
    selected = selected?.fields.get(field.name);
    shape = field.use.shape;
  }
  const object = objectOf(shape);
  if (object === undefined || selected === undefined || selected === null) return undefined;
  return [...new Set([...projection.always, ...namesOf(object, selected, projection.syntax)])];
}

const objectOf = (shape: Shape): ObjectShape | undefined => {
  if (shape.kind === 'list') return objectOf(shape.item.shape);
  return shape.kind === 'object' ? shape : undefined;
};

function namesOf(shape: ObjectShape, selection: Selection, syntax: WireProjection['syntax']): string[] {
  return shape.fields.flatMap((field): string[] => {
    const inner = selection.fields.get(field.name);
    if (inner === undefined) return [];
    const object = inner === null || syntax === 'top' ? undefined : objectOf(field.use.shape);
    if (object === undefined || inner === null) return [field.wire];
    const names = namesOf(object, inner, syntax);
    if (names.length === 0) return [field.wire];
    return syntax === 'parens' ? [`${field.wire}(${names.join(',')})`] : names.map((name) => `${field.wire}.${name}`);
  });
}
