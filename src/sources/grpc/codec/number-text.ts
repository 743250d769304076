/** Whether two entries have one key. */
export function hasDuplicates(entries: readonly { readonly key: unknown }[]): boolean {
  if (entries.length > 8) return new Set(entries.map(({ key }) => key)).size < entries.length;
  for (let index = 1; index < entries.length; index += 1) {
    for (let before = 0; before < index; before += 1) if (entries[before]?.key === entries[index]?.key) return true;
  }
  return false;
}

/** Text of the numbers that take one byte. */
export const SMALL: readonly string[] = Array.from({ length: 128 }, (_, value) => String(value));

/** An unsigned integer of 64 bits, given as two halves. */
export function unsignedText(low: number, high: number): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low);
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** A signed integer of 64 bits, given as two halves. */
export function signedText(low: number, high: number): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
}

/** The shortest decimal that is the same 32-bit float: 0.1, where the float itself is 0.10000000149011612. */
export function shortestFloat(value: number): number {
  // Whole numbers of up to 24 bits are short already.
  if (value === (value | 0) && value < 0x100_0000 && value > -0x100_0000) return value;
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
