import type { Draft } from '../draft/draft.ts';

/**
 * Whether a leaf of one type can be an argument of another. Services write the same identifier as number, text or UUID, so these fit
 * one another; what would change its meaning (a truth value, a date, a fraction as an identifier) does not.
 */

type Family = 'id' | 'text' | 'integer' | 'fraction' | 'boolean' | 'uuid' | 'formatted' | 'open' | 'custom' | 'enum';

const FAMILIES: Readonly<Record<string, Family>> = {
  ID: 'id',
  String: 'text',
  Int: 'integer',
  BigInt: 'integer',
  Float: 'fraction',
  Decimal: 'fraction',
  Boolean: 'boolean',
  UUID: 'uuid',
  JSON: 'open',
  DateTime: 'formatted',
  Date: 'formatted',
  Time: 'formatted',
  LocalDateTime: 'formatted',
  LocalTime: 'formatted',
  Duration: 'formatted',
  EmailAddress: 'formatted',
  URI: 'formatted',
  URL: 'formatted',
  IPv4: 'formatted',
  IPv6: 'formatted',
  Byte: 'formatted',
  XML: 'formatted',
};

/** By the argument's family: the families whose values it takes, besides its own type. */
const TAKES: Readonly<Record<Family, readonly Family[]>> = {
  id: ['text', 'integer', 'uuid', 'formatted', 'custom', 'enum'],
  text: ['id', 'integer', 'uuid', 'formatted', 'custom', 'enum'],
  integer: ['integer', 'id', 'text', 'custom'],
  fraction: ['integer', 'fraction'],
  uuid: ['id', 'text', 'custom'],
  custom: ['id', 'text', 'integer'],
  boolean: [],
  formatted: [],
  enum: [],
  open: [],
};

/** True when values of the leaf type `from` can be given where the leaf type `to` is taken. */
export function leafFits(draft: Draft, from: string, to: string): boolean {
  if (from === to) return true;
  const [fromFamily, toFamily] = [familyOf(draft, from), familyOf(draft, to)];
  if (fromFamily === 'open' || toFamily === 'open') return true;
  if (fromFamily === 'enum' && toFamily === 'enum') {
    const taken = new Set(draft.types.get(to)?.values.map(({ name }) => name));
    return draft.types.get(from)?.values.every(({ name }) => taken.has(name)) === true;
  }
  return TAKES[toFamily].includes(fromFamily);
}

function familyOf(draft: Draft, name: string): Family {
  if (draft.types.get(name)?.kind === 'enum') return 'enum';
  return FAMILIES[name] ?? 'custom';
}
