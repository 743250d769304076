import type { PermissionExpression } from '../graph.ts';

const TOKEN = /\s*(?:([A-Za-z_$][\w$]*)|([()])|(\S))/y;
const MAX_DEPTH = 50;

/** Reads `isSelf or (isSupport and not isIntern)`; `not` binds before `and`, `and` before `or`. A text says what is wrong. */
export function parsePermission(text: string): PermissionExpression | string {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    if (match[3] !== undefined)
      return `"${match[3]}" has no meaning in "${text}"; rules are joined with "and", "or", "not" and parentheses.`;
    tokens.push(match[1] ?? match[2] ?? '');
  }
  const reader = new Reader(tokens, text);
  try {
    return reader.whole();
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly string[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  whole(): PermissionExpression {
    const expression = this.#joined('or');
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw new SyntaxError(`"${rest}" in "${this.#text}" needs "and" or "or" before it.`);
    return expression;
  }

  #joined(word: 'or' | 'and'): PermissionExpression {
    const of: PermissionExpression[] = [];
    do of.push(word === 'or' ? this.#joined('and') : this.#single());
    while (this.#take(word));
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: word, of };
  }

  #single(): PermissionExpression {
    if (this.#depth > MAX_DEPTH) throw new SyntaxError(`"${this.#text}" is nested too deeply.`);
    this.#depth += 1;
    try {
      if (this.#take('not')) return { kind: 'not', of: this.#single() };
      if (!this.#take('(')) return { kind: 'rule', name: this.#name() };
      const inner = this.#joined('or');
      if (!this.#take(')')) throw new SyntaxError(`"${this.#text}" has a "(" that is not closed.`);
      return inner;
    } finally {
      this.#depth -= 1;
    }
  }

  #name(): string {
    const token = this.#tokens[this.#next];
    if (token === undefined)
      throw new SyntaxError(
        this.#text.trim() === '' ? 'The expression is empty.' : `"${this.#text}" ends where a rule is expected.`,
      );
    if (['and', 'or', 'not', '(', ')'].includes(token))
      throw new SyntaxError(`"${token}" in "${this.#text}" stands where a rule is expected.`);
    this.#next += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }
}
