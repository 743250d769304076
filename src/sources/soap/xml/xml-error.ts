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
