import { asciiText } from '../../shared/short-text.ts';

/** Thrown where the text is not of the ordinary kind; whoever reads then takes the way that knows every kind. */
export const UNUSUAL: Error = new Error('This JSON needs the general reader.');

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** More digits may not be exact as a number. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * A position in the bytes of one JSON text (RFC 8259). Reads what it meets as `JSON.parse` would, or throws `UNUSUAL`. What is skipped is
 * followed, so that its end is found, but not held against the grammar.
 */
export class JsonReader {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The byte behind white space, which is not taken. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.at];
    if (byte === undefined) throw UNUSUAL;
    return byte;
  }

  /** Throws unless nothing but white space is left. */
  end(): void {
    const { bytes } = this;
    for (let at = this.at; at < bytes.length; at += 1) if ((bytes[at] ?? 0) > 0x20) throw UNUSUAL;
  }

  /** Takes the comma before a next item or member; false: takes the closing bracket. */
  #more(close: number): boolean {
    const byte = this.peek();
    this.at += 1;
    if (byte === COMMA) return true;
    if (byte === close) return false;
    throw UNUSUAL;
  }

  /** Takes the opening bracket, and where nothing follows the closing one. True: an item or a member follows. */
  #open(bracket: number, close: number): boolean {
    if (this.peek() !== bracket) throw UNUSUAL;
    this.at += 1;
    if (this.peek() !== close) return true;
    this.at += 1;
    return false;
  }

  openList(): boolean {
    return this.#open(OPEN_LIST, CLOSE_LIST);
  }

  openObject(): boolean {
    return this.#open(OPEN_OBJECT, CLOSE_OBJECT);
  }

  moreItems(): boolean {
    return this.#more(CLOSE_LIST);
  }

  moreMembers(): boolean {
    return this.#more(CLOSE_OBJECT);
  }

  /** Takes a null that stands here. */
  takeNull(): boolean {
    if (this.peek() !== 0x6e) return false;
    this.#word('null');
    return true;
  }

  /** Text, number, boolean or null. */
  leaf(): unknown {
    const byte = this.peek();
    if (byte === QUOTE) return this.text();
    if (byte === 0x74) return this.#word('true') ?? true;
    if (byte === 0x66) return this.#word('false') ?? false;
    if (byte === 0x6e) return this.#word('null') ?? null;
    return this.#number();
  }

  /** Numbers and their like as text, for whom a number of JavaScript is too small: a whole number, or a text. */
  exactInteger(): unknown {
    const byte = this.peek();
    if (byte !== MINUS && (byte < ZERO || byte > 0x39)) return this.leaf();
    const start = this.at;
    const { bytes } = this;
    let at = byte === MINUS ? start + 1 : start;
    const first = at;
    for (let digit = bytes[at] ?? 0; digit >= ZERO && digit <= 0x39; digit = bytes[at] ?? 0) at += 1;
    const follows = bytes[at];
    const isPlain = at > first && (bytes[first] !== ZERO || (at === first + 1 && byte !== MINUS));
    if (!isPlain || follows === DOT || follows === 0x65 || follows === 0x45) throw UNUSUAL;
    this.at = at;
    return asciiText(bytes, start, at);
  }

  /** A number's shortest text, or a text. */
  decimal(): unknown {
    const value = this.leaf();
    return typeof value === 'number' ? String(value) : value;
  }

  /** A number or null: a text in its place has to be looked at. */
  float(): unknown {
    const value = this.leaf();
    if (typeof value === 'string') throw UNUSUAL;
    return value;
  }

  text(): string {
    const { bytes } = this;
    if (this.peek() !== QUOTE) throw UNUSUAL;
    const start = this.at + 1;
    const { length } = bytes;
    let at = start;
    let high = 0;
    for (; at < length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH || byte < 0x20) return this.#escapedText();
      high |= byte;
    }
    if (at >= length) throw UNUSUAL;
    this.at = at + 1;
    return high < 0x80 ? asciiText(bytes, start, at) : bytes.toString('utf8', start, at);
  }

  /** Passes over any value. */
  skip(): void {
    const { bytes } = this;
    const byte = this.peek();
    if (byte === QUOTE) {
      this.at = textEnd(bytes, this.at);
      return;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      this.at = bracketEnd(bytes, this.at);
      return;
    }
    this.leaf();
  }

  #escapedText(): string {
    const start = this.at;
    this.at = textEnd(this.bytes, start);
    try {
      return JSON.parse(this.bytes.toString('utf8', start, this.at)) as string;
    } catch {
      throw UNUSUAL;
    }
  }

  /** Undefined, so that the value can stand behind it. */
  #word(word: string): undefined {
    const { bytes, at } = this;
    for (let index = 0; index < word.length; index += 1) {
      if (bytes[at + index] !== word.charCodeAt(index)) throw UNUSUAL;
    }
    this.at = at + word.length;
  }

  /** As far as it is exact: a whole number and a power of ten that both are, and one division, are rounded once and rightly. */
  #number(): number {
    const { bytes } = this;
    let { at } = this;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at += 1;
    const first = at;
    let value = 0;
    let byte = bytes[at] ?? 0;
    for (; byte >= ZERO && byte <= 0x39; byte = bytes[++at] ?? 0) value = value * 10 + byte - ZERO;
    const whole = at - first;
    let fraction = 0;
    if (byte === DOT) {
      byte = bytes[++at] ?? 0;
      const from = at;
      for (; byte >= ZERO && byte <= 0x39; byte = bytes[++at] ?? 0) value = value * 10 + byte - ZERO;
      fraction = at - from;
      if (fraction === 0) throw UNUSUAL;
    }
    const isPlain = whole > 0 && whole + fraction <= EXACT_DIGITS && (bytes[first] !== ZERO || whole === 1);
    if (!isPlain || byte === 0x65 || byte === 0x45) throw UNUSUAL;
    this.at = at;
    const size = fraction === 0 ? value : value / (POWERS[fraction] ?? 1);
    return isNegative ? -size : size;
  }
}

/** The position behind a text that begins at `start`. */
function textEnd(bytes: Buffer, start: number): number {
  const { length } = bytes;
  for (let at = start + 1; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  throw UNUSUAL;
}

/** The position behind the bracket that closes the one at `start`. */
function bracketEnd(bytes: Buffer, start: number): number {
  const { length } = bytes;
  let depth = 0;
  for (let at = start; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      for (at += 1; at < length; at += 1) {
        const inner = bytes[at];
        if (inner === QUOTE) break;
        if (inner === BACKSLASH) at += 1;
      }
      // The brackets of both kinds are told from everything else by two bits.
    } else if ((byte | 0x20) === OPEN_OBJECT) depth += 1;
    else if ((byte | 0x20) === CLOSE_OBJECT) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw UNUSUAL;
}

/** Names that a service sends beyond those that are known; more are looked up each time. */
const MOST_LEARNED = 256;

/**
 * The names of one kind of object. A service writes its members in the same order every time, so that the next name is first held
 * against the one that followed last time.
 */
export class MemberNames {
  readonly #bytes: Uint8Array[] = [];
  readonly #slots: number[] = [];
  readonly #next: number[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #most: number;
  #first = 0;

  /** A name's slot is its place in the list; that of any other name is -1. */
  constructor(names: readonly string[]) {
    for (const [slot, name] of names.entries()) this.#add(name, slot);
    this.#most = names.length + MOST_LEARNED;
  }

  /** Takes a name and its colon. Its number, for `slot` and for the next `take`; `last` is -1 before the first one. */
  take(reader: JsonReader, last: number): number {
    const { bytes } = reader;
    if (reader.peek() !== QUOTE) throw UNUSUAL;
    const start = reader.at + 1;
    const expected = last < 0 ? this.#first : (this.#next[last] ?? -1);
    const guess = this.#bytes[expected];
    let number = -1;
    if (guess !== undefined) {
      const { length } = guess;
      let index = 0;
      while (index < length && guess[index] === bytes[start + index]) index += 1;
      if (index === length) {
        number = expected;
        reader.at = start + length;
      }
    }
    if (number < 0) {
      number = this.#find(reader);
      if (number >= 0) {
        if (last < 0) this.#first = number;
        else this.#next[last] = number;
      }
    }
    if (bytes[reader.at] === COLON) reader.at += 1;
    else if (reader.peek() === COLON) reader.at += 1;
    else throw UNUSUAL;
    return number;
  }

  /** Slot of a number that `take` answered. */
  slot(number: number): number {
    return this.#slots[number] ?? -1;
  }

  #find(reader: JsonReader): number {
    const name = reader.text();
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#slots.length >= this.#most) return -1;
    return this.#add(name, -1);
  }

  #add(name: string, slot: number): number {
    const number = this.#slots.push(slot) - 1;
    this.#numbers.set(name, number);
    // With the closing quote; a name that a service escapes in another way is found by its text.
    this.#bytes.push(Buffer.from(JSON.stringify(name).slice(1)));
    this.#next.push(number + 1);
    return number;
  }
}
