import { GatewayError } from '../../../errors/gateway-error.ts';
import { type Token, tokenize } from './lexer.ts';

/** A cursor over the tokens of one file. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #path: string;
  #index = 0;

  constructor(text: string, path: string) {
    this.#tokens = tokenize(text, path);
    this.#path = path;
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(distance: number): Token {
    const token = this.#tokens[Math.min(this.#index + distance, this.#tokens.length - 1)];
    if (token === undefined) throw this.fail('the file is empty');
    return token;
  }

  next(): Token {
    const token = this.token;
    this.#index += 1;
    return token;
  }

  /** True, and past it, when the next token is this name or symbol. */
  accept(text: string): boolean {
    const token = this.token;
    if (token.text !== text || token.kind === 'string' || token.kind === 'end') return false;
    this.#index += 1;
    return true;
  }

  expect(text: string): Token {
    const token = this.token;
    if (!this.accept(text)) throw this.fail(`expected "${text}"`);
    return token;
  }

  name(): string {
    if (this.token.kind !== 'name') throw this.fail('expected a name');
    return this.next().text;
  }

  /** `a.b.C`, `.a.b.C`. */
  path(): string {
    let path = this.accept('.') ? '.' : '';
    path += this.name();
    while (this.accept('.')) path += `.${this.name()}`;
    return path;
  }

  integer(): number {
    const sign = this.accept('-') ? -1 : 1;
    const text = this.token.text;
    if (this.token.kind !== 'number') throw this.fail('expected a number');
    const value = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
    if (!Number.isSafeInteger(value)) throw this.fail('expected an integer');
    this.#index += 1;
    return sign * value;
  }

  /** Adjacent literals are one string. */
  string(): string {
    if (this.token.kind !== 'string') throw this.fail('expected a quoted string');
    let value = '';
    while (this.token.kind === 'string') value += this.next().text;
    return Buffer.from(value, 'latin1').toString('utf8');
  }

  at(token: Token = this.token): string {
    return `${this.#path}:${token.line}:${token.column}`;
  }

  fail(problem: string): GatewayError {
    const found = this.#tokens[Math.min(this.#index, this.#tokens.length - 1)];
    const shown =
      found === undefined || found.kind === 'end' ? 'the end of the file' : JSON.stringify(found.text.slice(0, 60));
    return new GatewayError(
      'DESCRIPTION_INVALID',
      `${found === undefined ? this.#path : this.at(found)}: ${problem}, found ${shown}.`,
    );
  }
}
