import type { FieldShape, LeafShape, ObjectShape, PolymorphicShape, Shape } from '../model/shape.ts';
import type { ComplexTypes } from './complex-types.ts';
import { derivedTypes } from './derivation.ts';

/** What a restriction says anew of an element or attribute that its base has. */
export interface Restated {
  readonly shape: Shape;
  readonly required: boolean;
  readonly nillable: boolean;
  readonly default: string | undefined;
  readonly fixed: string | undefined;
}

/**
 * The field of a restricted type: what the restriction asks for is asked for. Its GraphQL type stays that of the base, whose interface has
 * the field as well.
 */
export function narrowedField(types: ComplexTypes, inherited: FieldShape, restated: Restated): FieldShape {
  const { default: preset, fixed } = restated;
  return {
    ...inherited,
    shape: narrowedShape(types, inherited.shape, restated.shape),
    required: inherited.required || restated.required,
    nillable: inherited.nillable && restated.nillable,
    ...(preset === undefined ? undefined : { default: preset }),
    ...(fixed === undefined ? undefined : { fixed }),
  };
}

function narrowedShape(types: ComplexTypes, base: Shape, own: Shape): Shape {
  if (own === base) return base;
  if (base.kind === 'leaf' && own.kind === 'leaf') return narrowedLeaf(base, own);
  if (base.kind === 'polymorphic' && (own.kind === 'object' || own.kind === 'polymorphic')) {
    return derives(types, own, base) ? narrowedMembers(base, own) : base;
  }
  return base;
}

/** In GraphQL a value of the base, on the wire one of the narrower type. */
function narrowedLeaf(base: LeafShape, own: LeafShape): LeafShape {
  const isSame = base.leaf === own.leaf && base.enumeration?.key === own.enumeration?.key;
  return isSame ? own : { ...base, anyOf: [own] };
}

/** Members are those of the base, which may still be read. */
const narrowedMembers = (base: PolymorphicShape, narrowed: ObjectShape | PolymorphicShape): PolymorphicShape => ({
  kind: 'polymorphic',
  base: base.base,
  get members() {
    return base.members;
  },
  narrowed,
});

function derives(types: ComplexTypes, own: ObjectShape | PolymorphicShape, { base }: PolymorphicShape): boolean {
  const key = own.kind === 'object' ? own.key : own.base.key;
  const component = base.type && types.set.find('type', base.type);
  return component !== undefined && derivedTypes(types.set, component).some((derived) => derived.key === key);
}
