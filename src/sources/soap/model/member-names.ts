import { fieldName, NameScope } from '../../shared/naming.ts';
import type { PolymorphicShape } from './shape.ts';

/** Names of the fields of a polymorphic input, in the order of its members. */
export function memberNames(shape: PolymorphicShape): readonly string[] {
  const scope = new NameScope();
  return shape.members.map((member) => scope.claim(fieldName(member.type?.local ?? member.wantedName[0] ?? 'value')));
}
