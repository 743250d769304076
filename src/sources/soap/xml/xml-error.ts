/** Text that is no well-formed, or no acceptable, XML. Stays inside this folder's kind: describe and codec turn it into their own error. */
export class XmlError extends Error {
  /** Index into the text. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'XmlError';
    this.offset = offset;
  }
}

/** One-based line and column of an index into a text. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', next + 1)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}
