/** The text is no JSONPath. */
export class PathError extends Error {}

const LITERAL = /(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)\b)/y;

/** Walks the text of a JSONPath. */
export class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at === this.#text.length;
  }

  take(token: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail();
  }

  /** What a sticky pattern matches here. */
  takeMatch(pattern: RegExp): string | undefined {
    this.#skipSpace();
    return this.#exec(pattern)?.[0];
  }

  takeLiteral(): { value: unknown } | undefined {
    this.#skipSpace();
    const [, single, double, number, word] = this.#exec(LITERAL) ?? [];
    const text = single ?? double;
    if (text !== undefined) return { value: withoutEscapes(text) };
    if (number !== undefined) return { value: Number(number) };
    return word === undefined ? undefined : { value: JSON.parse(word) };
  }

  fail(): never {
    throw new PathError(`at ${this.#at}`);
  }

  #exec(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const withoutEscapes = (text: string): string =>
  text.replace(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, code?: string, one = '') =>
    code === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
  );
