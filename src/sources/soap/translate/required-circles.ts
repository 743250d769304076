import type { FieldShape, ObjectShape } from '../model/shape.ts';

/** A type that requires itself has no value in GraphQL: such a field of an input is optional. */
export function isRequiredInCircle(owner: ObjectShape, field: FieldShape): boolean {
  if (!isLink(field)) return false;
  const seen = new Set<ObjectShape>();
  const visit = (object: ObjectShape): boolean => {
    if (object === owner) return true;
    if (seen.has(object)) return false;
    seen.add(object);
    return object.fields.some((inner) => isLink(inner) && visit(target(inner) as ObjectShape));
  };
  return visit(target(field) as ObjectShape);
}

function target(field: FieldShape): ObjectShape | undefined {
  const { shape } = field;
  if (shape.kind === 'object') return shape;
  return shape.kind === 'polymorphic' && shape.members.length < 2 ? (shape.members[0] ?? shape.base) : undefined;
}

const isLink = (field: FieldShape): boolean =>
  field.required && !field.list && !field.nillable && target(field) !== undefined;
