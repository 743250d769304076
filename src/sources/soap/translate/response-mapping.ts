import type { FieldShape, ObjectShape, Shape } from '../model/shape.ts';
import type { MessageMapping } from '../wire.ts';

/** Wrappers are taken off: one child is the answer, and so is the list that is all such a child holds. */
export function responseMapping(shape: Shape): MessageMapping {
  if (shape.kind === 'presence') return { kind: 'nothing' };
  if (shape.kind !== 'object') return { kind: 'whole' };
  const outer = onlyField(shape);
  if (outer === undefined) return shape.fields.length === 0 ? { kind: 'nothing' } : { kind: 'whole' };
  const inner = outer.list || outer.shape.kind !== 'object' ? undefined : onlyField(outer.shape);
  return { kind: 'unwrapped', path: inner?.list === true && inner.kind === 'element' ? [outer, inner] : [outer] };
}

function onlyField(shape: ObjectShape): FieldShape | undefined {
  const [first, ...more] = shape.fields;
  return more.length === 0 && (first?.kind === 'element' || first?.kind === 'any') ? first : undefined;
}
