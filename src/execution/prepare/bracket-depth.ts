const QUOTE = 0x22;
const HASH = 0x23;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * True where more than `limit` brackets of `{`, `[` and `(` are open at once, outside of strings and comments. Done before parsing,
 * because the parser's recursion overflows the stack on a few kilobytes of brackets.
 */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let position = 0;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) {
      position = afterString(text, position);
      continue;
    }
    if (code === HASH) {
      position = afterComment(text, position);
      continue;
    }
    // { [ ( open; } ] ) close.
    if (code === 0x7b || code === 0x5b || code === 0x28) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d || code === 0x29) depth -= 1;
    position += 1;
  }
  return false;
}

function afterString(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    let end = text.indexOf('"""', start + 3);
    while (end !== -1 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf('"""', end + 3);
    return end === -1 ? text.length : end + 3;
  }
  for (let position = start + 1; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH) position += 1;
    // A string that the line ends is a syntax error; going on behind it counts more brackets, never fewer.
    else if (code === QUOTE || code === NEWLINE || code === RETURN) return position + 1;
  }
  return text.length;
}

function afterComment(text: string, start: number): number {
  for (let position = start; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (code === NEWLINE || code === RETURN) return position;
  }
  return text.length;
}
