/** What is read at an index that is known to be there. */
const of = String.fromCharCode as (...codes: readonly (number | undefined)[]) => string;

/**
 * The text of the ASCII bytes between two positions; the caller has seen that they are ASCII. A call into the engine costs as much as
 * three of these, and a text that grows by a character at a time leaves a garbage text for each.
 */
export function asciiText(b: Buffer, s: number, end: number): string {
  switch (end - s) {
    case 0:
      return '';
    case 1:
      return of(b[s]);
    case 2:
      return of(b[s], b[s + 1]);
    case 3:
      return of(b[s], b[s + 1], b[s + 2]);
    case 4:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3]);
    case 5:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3], b[s + 4]);
    case 6:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3], b[s + 4], b[s + 5]);
    case 7:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3], b[s + 4], b[s + 5], b[s + 6]);
    case 8:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3], b[s + 4], b[s + 5], b[s + 6], b[s + 7]);
    case 9:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3], b[s + 4], b[s + 5], b[s + 6], b[s + 7], b[s + 8]);
    case 10:
      return of(b[s], b[s + 1], b[s + 2], b[s + 3], b[s + 4], b[s + 5], b[s + 6], b[s + 7], b[s + 8], b[s + 9]);
    case 11:
      return of(
        b[s],
        b[s + 1],
        b[s + 2],
        b[s + 3],
        b[s + 4],
        b[s + 5],
        b[s + 6],
        b[s + 7],
        b[s + 8],
        b[s + 9],
        b[s + 10],
      );
    case 12:
      return of(
        b[s],
        b[s + 1],
        b[s + 2],
        b[s + 3],
        b[s + 4],
        b[s + 5],
        b[s + 6],
        b[s + 7],
        b[s + 8],
        b[s + 9],
        b[s + 10],
        b[s + 11],
      );
    case 13:
      return of(
        b[s],
        b[s + 1],
        b[s + 2],
        b[s + 3],
        b[s + 4],
        b[s + 5],
        b[s + 6],
        b[s + 7],
        b[s + 8],
        b[s + 9],
        b[s + 10],
        b[s + 11],
        b[s + 12],
      );
    case 14:
      return of(
        b[s],
        b[s + 1],
        b[s + 2],
        b[s + 3],
        b[s + 4],
        b[s + 5],
        b[s + 6],
        b[s + 7],
        b[s + 8],
        b[s + 9],
        b[s + 10],
        b[s + 11],
        b[s + 12],
        b[s + 13],
      );
    case 15:
      return of(
        b[s],
        b[s + 1],
        b[s + 2],
        b[s + 3],
        b[s + 4],
        b[s + 5],
        b[s + 6],
        b[s + 7],
        b[s + 8],
        b[s + 9],
        b[s + 10],
        b[s + 11],
        b[s + 12],
        b[s + 13],
        b[s + 14],
      );
    case 16:
      return of(
        b[s],
        b[s + 1],
        b[s + 2],
        b[s + 3],
        b[s + 4],
        b[s + 5],
        b[s + 6],
        b[s + 7],
        b[s + 8],
        b[s + 9],
        b[s + 10],
        b[s + 11],
        b[s + 12],
        b[s + 13],
        b[s + 14],
        b[s + 15],
      );
    default:
      return b.toString('latin1', s, end);
  }
}

/** The text of UTF-8 bytes between two positions; what is not UTF-8 is replaced. */
export function utf8Text(bytes: Buffer, start: number, end: number): string {
  if (end - start > LONGEST_SCANNED) return bytes.toString('utf8', start, end);
  for (let index = start; index < end; index += 1) {
    if ((bytes[index] ?? 0) >= 0x80) return bytes.toString('utf8', start, end);
  }
  return asciiText(bytes, start, end);
}

/** Longer texts are left to the engine whole. */
const LONGEST_SCANNED = 16;
