import { UNICODE_BLOCKS } from './unicode-blocks.ts';

/** Name characters of XML, as XSD's `\i` and `\c` mean them. */
const NAME_START =
  '\\:A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
const NAME = `${NAME_START}\\-\\.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040`;

/** Escapes for several characters, as classes that may stand alone or in another class. */
const CLASSES: Readonly<Record<string, string>> = {
  i: `[${NAME_START}]`,
  I: `[^${NAME_START}]`,
  c: `[${NAME}]`,
  C: `[^${NAME}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  s: '[ \\t\\n\\r]',
  S: '[^ \\t\\n\\r]',
  w: '[^\\p{P}\\p{Z}\\p{C}]',
  W: '[\\p{P}\\p{Z}\\p{C}]',
};

/** A quantified group that holds a quantifier itself can take exponential time on text that a client chooses. */
const NESTED_QUANTIFIER = /\([^()]*(?:[+*]|\{\d+,\d*\})[^()]*\)(?:[+*]|\{\d+,\d*\})/;

const MAX_PATTERN = 1000;

/** A pattern facet (XSD 1.0 part 2, appendix F) as a regular expression. Undefined: it has none that is equal and safe. */
export function toRegExp(pattern: string): RegExp | undefined {
  if (pattern.length > MAX_PATTERN || NESTED_QUANTIFIER.test(pattern)) return undefined;
  try {
    return new RegExp(`^(?:${new PatternReader(pattern).read()})$`, 'v');
  } catch {
    return undefined;
  }
}

class PatternReader {
  readonly #characters: readonly string[];
  #index = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  read(): string {
    let source = '';
    for (let next = this.#take(); next !== ''; next = this.#take()) {
      if (next === '[') source += this.#class();
      else if (next === '\\') source += this.#escape();
      else if (next === '.') source += '[^\\n\\r]';
      // Not anchors, but characters.
      else source += next === '^' || next === '$' ? `\\${next}` : next;
    }
    return source;
  }

  #take(): string {
    const character = this.#characters[this.#index] ?? '';
    this.#index += 1;
    return character;
  }

  get #ahead(): string {
    return this.#characters[this.#index] ?? '';
  }

  /** A class, its opening bracket taken; what follows `-[` is taken out of it. */
  #class(): string {
    const negated = this.#ahead === '^';
    if (negated) this.#index += 1;
    let items = '';
    for (let next = this.#take(); next !== ']'; next = this.#take()) {
      if (next === '') throw new SyntaxError('A class does not end.');
      if (next === '-' && this.#ahead === '[') {
        this.#index += 1;
        const removed = this.#class();
        if (this.#take() !== ']') throw new SyntaxError('A subtraction is not last in its class.');
        return `[[${negated ? '^' : ''}${items}]--${removed}]`;
      }
      items += next === '\\' ? this.#escape() : literal(next);
      if (this.#ahead !== '-' || [']', '[', ''].includes(this.#characters[this.#index + 1] ?? '')) continue;
      this.#index += 1;
      const end = this.#take();
      items += `-${end === '\\' ? this.#escape() : literal(end)}`;
    }
    return `[${negated ? '^' : ''}${items}]`;
  }

  /** An escape, its backslash taken. */
  #escape(): string {
    const character = this.#take();
    if (character === 'n' || character === 'r' || character === 't') return `\\${character}`;
    if (character === 'p' || character === 'P') return this.#property(character);
    return CLASSES[character] ?? literal(character);
  }

  #property(kind: 'p' | 'P'): string {
    const end = this.#characters.indexOf('}', this.#index);
    const name = this.#characters.slice(this.#index + 1, end).join('');
    if (this.#ahead !== '{' || end < 0) throw new SyntaxError('A property has no name.');
    this.#index = end + 1;
    if (!name.startsWith('Is')) return `\\${kind}{${name}}`;
    const block = UNICODE_BLOCKS[name.slice(2)];
    if (block === undefined) throw new SyntaxError('The block is not known.');
    return `[${kind === 'P' ? '^' : ''}${block}]`;
  }
}

/** A character for itself, inside of a class or outside. */
const literal = (character: string): string =>
  /[\^$\\.*+?()[\]{}|/&\-!#%,:;<=>@`~]/.test(character) ? `\\${character}` : character;
