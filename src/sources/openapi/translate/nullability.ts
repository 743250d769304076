import { isRecord } from '../../../utils/is-record.ts';
import type { Json, Place } from './place.ts';
import { isNullable, structural } from './schema-parts.ts';

/** What a schema says of null: allows it, excludes it, or nothing. */
export type Stance = 'allowed' | 'excluded' | undefined;

/** A type without null excludes it; without a type, all that is said may hold for other values (JSON Schema, and OpenAPI 3.0.3's clarification). */
export function stanceOf(value: Json): Stance {
  if (isNullable(value)) return 'allowed';
  return value.type === undefined ? undefined : 'excluded';
}

/**
 * What a schema and the parts of its `allOf` say together: all must allow null. By the letter a schema around others cannot allow what
 * they exclude; descriptions that say so mean it, and to expect a null that never comes loses nothing.
 */
export function together(own: Stance, parts: readonly Stance[]): Stance {
  if (own === 'allowed') return own;
  if (own === 'excluded' || parts.includes('excluded')) return 'excluded';
  return parts.includes('allowed') ? 'allowed' : undefined;
}

/**
 * What several parts say of one property up to 3.0. Who describes it again there gives it another type, and seldom thinks of
 * `nullable`; from 3.1 on the type says it.
 */
export const anyAllows = (parts: readonly Stance[]): Stance => (parts.includes('allowed') ? 'allowed' : undefined);

/** A part that stands inside an `allOf` to say of the whole that it may be null, and adds nothing else. */
export const onlyAllowsNull = ({ value }: Place): boolean => isRecord(value) && isNullable(value) && !structural(value);
