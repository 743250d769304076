import { malformed, type PartHead, parametersOf, parsePartHead } from './part-head.ts';

const CR = 0x0d;
const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const MAX_HEAD_BYTES = 16_384;
/** Nobody sends text before the first delimiter. */
const MAX_PREAMBLE_BYTES = 1024;

/**
 * `multipart/form-data` (RFC 7578; RFC 2046, 5.1) part by part. Pulled: it asks for the next bytes only when somebody asks for a part, so
 * that a part that nobody reads stops the sender. One question at a time. Rejects with `BAD_REQUEST` where the body is malformed or ends
 * early, or as `pull` rejects.
 */
export class MultipartReader {
  readonly #pull: () => Promise<Buffer | undefined>;
  readonly #delimiter: Buffer;
  /** The line end before a delimiter belongs to it, and the first one has none. */
  #buffer: Buffer = LINE_END;
  #inPart = true;
  #ended = false;

  /** `pull` gives the next bytes of the body, undefined at its end. */
  constructor(contentType: string, pull: () => Promise<Buffer | undefined>) {
    const boundary = parametersOf(contentType).get('boundary');
    if (boundary === undefined || !/^[\x20-\x7e]{1,70}$/.test(boundary)) {
      throw malformed('the header content-type has no boundary of 1 to 70 characters');
    }
    this.#pull = pull;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** The next part's head, what is left of the current part skipped; undefined after the last part. */
  async next(): Promise<PartHead | undefined> {
    if (this.#ended) return undefined;
    const isPreamble = this.#buffer === LINE_END;
    let skipped = 0;
    for (let bytes = await this.read(); bytes !== undefined; bytes = await this.read()) {
      skipped += bytes.length;
      if (isPreamble && skipped > MAX_PREAMBLE_BYTES) throw malformed('it does not begin with its boundary');
    }
    while (this.#buffer.length < 2) await this.#more();
    if (this.#buffer[0] === DASH && this.#buffer[1] === DASH) {
      this.#ended = true;
      return undefined;
    }
    // The delimiter's own line end is the first half of the head's end where there are no headers.
    let end = this.#buffer.indexOf(HEAD_END);
    while (end < 0) {
      if (this.#buffer.length > MAX_HEAD_BYTES) throw malformed('the headers of a part are too long');
      await this.#more();
      end = this.#buffer.indexOf(HEAD_END);
    }
    const line = this.#buffer.indexOf(LINE_END);
    if (this.#buffer.subarray(0, line).toString('latin1').trim() !== '')
      throw malformed('a line begins with its boundary');
    const head = parsePartHead(this.#buffer.subarray(line, end));
    this.#buffer = this.#buffer.subarray(end + HEAD_END.length);
    this.#inPart = true;
    return head;
  }

  /** More bytes of the current part, as many as there are; undefined at its end. */
  async read(): Promise<Buffer | undefined> {
    while (this.#inPart) {
      const end = this.#buffer.indexOf(this.#delimiter);
      if (end > 0) return this.#cut(end);
      if (end === 0) {
        this.#buffer = this.#buffer.subarray(this.#delimiter.length);
        this.#inPart = false;
        break;
      }
      // What might become a delimiter stays until more is known.
      const maybe = this.#buffer.indexOf(CR, Math.max(0, this.#buffer.length - this.#delimiter.length + 1));
      const certain = maybe < 0 ? this.#buffer.length : maybe;
      if (certain > 0) return this.#cut(certain);
      await this.#more();
    }
    return undefined;
  }

  #cut(length: number): Buffer {
    const bytes = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return bytes;
  }

  async #more(): Promise<void> {
    const bytes = await this.#pull();
    if (bytes === undefined) throw malformed('it ends before its last part does');
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
  }
}

const DASH = 0x2d;
