import { fnv1a } from '../../utils/fnv1a.ts';

/**
 * Names in GraphQL from names in descriptions: deterministic, readable, legal. A translator keeps the original name for the wire.
 */

const MAX_NAME = 120;
const MAX_REMEMBERED = 5000;

/** Letters that no mark makes of a plain one. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  Œ: 'Oe',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
};
const LETTERS = /[ßæÆœŒøØłŁđĐðÐþÞı]/g;

/** Words of a foreign name: split at case changes and at everything that is no letter or digit. `HTTPServer_v2` -> HTTP Server v2. */
export function wordsOf(name: string): string[] {
  return name
    .replace(LETTERS, (letter) => LATIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '');
}

/** A large description has few names, and each of them many times. */
function remembered(make: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const given = known.get(name);
    if (given !== undefined) return given;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const made = make(name);
    known.set(name, made);
    return made;
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const isUpper = (word: string): boolean => word.length > 1 && word === word.toUpperCase() && /[A-Z]/.test(word);

/** A word of several capitals reads as one word inside a longer name: `HTTP` -> `Http`. */
const fold = (word: string): string => (isUpper(word) ? word.charAt(0) + word.slice(1).toLowerCase() : word);

function legal(name: string, fallback: string): string {
  const cut = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 9)}_${digest(name)}` : name;
  if (cut === '') return fallback;
  // A leading digit is illegal, a leading `__` belongs to introspection.
  return /^\d/.test(cut) ? `_${cut}` : cut;
}

/**
 * `customer_name`, `CustomerName`, `customer-name` -> `customerName`; a name that is camelCase already stays as it is. Digits at the
 * start get one underscore.
 */
export const fieldName = remembered((name) => {
  if (/^[a-z][A-Za-z\d]*$/.test(name) && name.length <= MAX_NAME) return name;
  const words = wordsOf(name);
  const [first, ...rest] = words;
  if (first === undefined) return `x${digest(name)}`;
  const head = isUpper(first) || rest.length > 0 || /^[A-Z]/.test(first) ? lowerHead(first) : first;
  return legal(head + rest.map((word) => capital(fold(word))).join(''), 'value');
});

const lowerHead = (word: string): string =>
  isUpper(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);

/** `customer_name`, `customer.name` -> `CustomerName`; a name that is legal and begins with a capital stays as it is. */
export const typeName = remembered((name) => {
  if (/^[A-Z][A-Za-z\d]*$/.test(name) && name.length <= MAX_NAME) return name;
  const words = wordsOf(name);
  if (words.length === 0) return `X${digest(name)}`;
  return legal(words.map((word) => capital(words.length > 1 ? fold(word) : word)).join(''), 'Type');
});

/** `in progress`, `InProgress`, `in-progress` -> `IN_PROGRESS`; a legal name in capitals stays as it is. */
export function enumValueName(value: string): string {
  if (/^[A-Z_][A-Z\d_]*$/.test(value) && !value.startsWith('__') && value.length <= MAX_NAME) return value;
  // `-created` beside `created` is the other order, `-1` another number.
  const sign = /^-\s*[A-Za-z\d]/.test(value) ? 'MINUS_' : '';
  const words = wordsOf(value);
  if (words.length === 0) return value === '' ? 'EMPTY' : signsName(value);
  return legal(sign + words.map((word) => word.toUpperCase()).join('_'), 'VALUE');
}

const SIGNS: Readonly<Record<string, string>> = {
  '=': 'EQUALS',
  '<': 'LESS',
  '>': 'GREATER',
  '!': 'NOT',
  '~': 'TILDE',
  '+': 'PLUS',
  '-': 'MINUS',
  '*': 'STAR',
  '/': 'SLASH',
  '\\': 'BACKSLASH',
  '%': 'PERCENT',
  '&': 'AND',
  '|': 'PIPE',
  '^': 'CARET',
  '.': 'DOT',
  ',': 'COMMA',
  ';': 'SEMICOLON',
  ':': 'COLON',
  '?': 'QUESTION_MARK',
  '#': 'HASH',
  '@': 'AT',
  $: 'DOLLAR',
  _: 'UNDERSCORE',
  ' ': 'SPACE',
};
const MAX_SIGNS = 4;

/** `>=` -> `GREATER_EQUALS`, for a text of few signs that have names. */
function signsName(value: string): string {
  const names = [...value].map((sign) => SIGNS[sign]);
  const named = names.length <= MAX_SIGNS && names.every((name) => name !== undefined);
  return named ? names.join('_') : `X${digest(value).toUpperCase()}`;
}

/** Eight hexadecimal digits that depend on the text alone, for names that nothing else can tell apart. */
function digest(text: string): string {
  return fnv1a(text).toString(16).padStart(8, '0');
}

/** `Orders` -> `Order`; a name that is no plural, as it is. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|sh|ch|x)es$/.test(name)) return name.slice(0, -2);
  return /[^su]s$/.test(name) ? name.slice(0, -1) : name;
}

/**
 * Hands out unique names. The first claimant of a name gets it; a later one gets its own `qualified` alternatives in order, and a
 * number only at last. Claim in an order that later additions to a description do not change.
 */
export class NameScope {
  readonly #taken: Set<string>;
  readonly #onConflict: ((wanted: string, given: string) => void) | undefined;

  constructor(reserved: Iterable<string> = [], onConflict?: (wanted: string, given: string) => void) {
    this.#taken = new Set(reserved);
    this.#onConflict = onConflict;
  }

  claim(wanted: string, ...qualified: readonly string[]): string {
    for (const candidate of [wanted, ...qualified]) {
      if (!this.#taken.has(candidate)) return this.#give(wanted, candidate);
    }
    const base = qualified.at(-1) ?? wanted;
    for (let number = 2; ; number += 1) {
      const candidate = `${base}${/\d$/.test(base) ? '_' : ''}${number}`;
      if (!this.#taken.has(candidate)) return this.#give(wanted, candidate);
    }
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  #give(wanted: string, given: string): string {
    this.#taken.add(given);
    if (given !== wanted) this.#onConflict?.(wanted, given);
    return given;
  }
}
