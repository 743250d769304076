import type { ObjectShape, PolymorphicShape } from './shape.ts';

/** The types that an element may have. */
export function allowedMembers({ members, narrowed }: PolymorphicShape): readonly ObjectShape[] {
  if (narrowed === undefined) return members;
  return narrowed.kind === 'object' ? [narrowed] : allowedMembers(narrowed);
}

/** The type that an element has which does not say one by `xsi:type`; one that is abstract must. */
export function statedMember({ base, narrowed }: PolymorphicShape): ObjectShape {
  if (narrowed === undefined) return base;
  return narrowed.kind === 'object' ? narrowed : statedMember(narrowed);
}
