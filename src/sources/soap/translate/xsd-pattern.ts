/** Name characters of XML, as XSD's `\i` and `\c` mean them. */
const NAME_START =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
const NAME = `${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040`;

/** A quantified group that holds a quantifier itself can take exponential time on text that a client chooses. */
const NESTED_QUANTIFIER = /\([^()]*(?:[+*]|\{\d+,\d*\})[^()]*\)(?:[+*]|\{\d+,\d*\})/;

const MAX_PATTERN = 1000;

/** A pattern facet (XSD 1.0 part 2, appendix F) as a regular expression. Undefined: it has none that is equal and safe. */
export function toRegExp(pattern: string): RegExp | undefined {
  if (pattern.length > MAX_PATTERN || NESTED_QUANTIFIER.test(pattern)) return undefined;
  // Class subtraction and Unicode blocks have no counterpart.
  if (/-\[/.test(pattern) || /\\[pP]\{Is/.test(pattern)) return undefined;
  let source = '';
  let inClass = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '\\') {
      index += 1;
      source += escaped(pattern.charAt(index), inClass);
    } else if (character === '[' && !inClass) {
      inClass = true;
      source += '[';
    } else if (character === ']' && inClass) {
      inClass = false;
      source += ']';
    } else if (character === '^' && !(inClass && pattern.charAt(index - 1) === '[')) source += '\\^';
    else if (character === '$') source += '\\$';
    else if (character === '-' && inClass && !isRange(pattern, index)) source += '\\-';
    else source += character;
  }
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}

const isRange = (pattern: string, index: number): boolean =>
  !['[', '^'].includes(pattern.charAt(index - 1)) && pattern.charAt(index + 1) !== ']';

function escaped(character: string, inClass: boolean): string {
  if (character === 'i') return inClass ? NAME_START : `[${NAME_START}]`;
  if (character === 'c') return inClass ? NAME : `[${NAME}]`;
  if (character === 'I') return `[^${NAME_START}]`;
  if (character === 'C') return `[^${NAME}]`;
  if ('dDsSwWnrtpP'.includes(character)) return `\\${character}`;
  return /[\\|.?*+(){}[\]^$-]/.test(character) ? (character === '-' && !inClass ? '-' : `\\${character}`) : character;
}
