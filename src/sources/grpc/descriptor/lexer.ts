import { GatewayError } from '../../../errors/gateway-error.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end';
  /** Strings: the value as Latin-1 text of its bytes. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** The comment right above. */
  readonly leading: string;
  /** The comment that follows on the same line. */
  trailing: string;
}

const TOKEN =
  /[A-Za-z_][A-Za-z0-9_]*|0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[^\s]/y;
const SPACE = /\s+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;

/** The tokens of a `.proto` text, with its comments attached. Throws `DESCRIPTION_INVALID` at the first illegal character. */
export function tokenize(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  let position = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let lineStart = position;
  let comments: { text: string; first: number; last: number }[] = [];

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0];
  };
  const advance = (part: string): void => {
    for (let index = part.indexOf('\n'); index !== -1; index = part.indexOf('\n', index + 1)) {
      line += 1;
      lineStart = position + index + 1;
    }
    position += part.length;
  };

  for (;;) {
    const space = take(SPACE);
    if (space !== undefined) advance(space);
    const comment = take(LINE_COMMENT) ?? take(BLOCK_COMMENT);
    if (comment !== undefined) {
      const first = line;
      advance(comment);
      comments.push({ text: commentText(comment), first, last: line });
      continue;
    }
    const leading = attach(comments, tokens.at(-1), line);
    comments = [];
    if (position >= text.length) {
      tokens.push({ kind: 'end', text: '', line, column: 1, leading, trailing: '' });
      return tokens;
    }
    const part = text.startsWith('/*', position) ? '/*' : (take(TOKEN) ?? '');
    const column = position - lineStart + 1;
    const kind = kindOf(part);
    if (kind === undefined) {
      throw new GatewayError(
        'DESCRIPTION_INVALID',
        `${path}:${line}:${column}: ${part === '/*' ? 'a comment does not end' : `unexpected character ${JSON.stringify(part)}`}.`,
      );
    }
    tokens.push({ kind, text: kind === 'string' ? literalBytes(part) : part, line, column, leading, trailing: '' });
    advance(part);
  }
}

function kindOf(part: string): Token['kind'] | undefined {
  if (/^[A-Za-z_]/.test(part)) return 'name';
  if (/^\.?\d/.test(part)) return 'number';
  if (part === '/*') return undefined;
  if (part.length > 1) return 'string';
  return /[{}[\]()<>;:,.=+\-/]/.test(part) ? 'symbol' : undefined;
}

/** Gives the comment behind the previous token to it, and returns the one that stands right above the next token. */
function attach(comments: { text: string; first: number; last: number }[], previous: Token | undefined, line: number) {
  let rest = comments;
  const [head] = comments;
  if (previous !== undefined && head !== undefined && head.first === previous.line && head.last < line) {
    previous.trailing = head.text;
    rest = comments.slice(1);
  }
  const group: string[] = [];
  let below = line;
  for (const comment of rest.toReversed()) {
    if (comment.last < below - 1) break;
    group.unshift(comment.text);
    below = comment.first;
  }
  return group.join('\n').trim();
}

function commentText(comment: string): string {
  if (comment.startsWith('//')) return comment.replace(/^\/+ ?/, '').trimEnd();
  return comment
    .slice(2, -2)
    .split('\n')
    .map((row) => row.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .replace(/^\*+/, '')
    .trim();
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The bytes of a string literal, one character each. */
function literalBytes(literal: string): string {
  const body = literal.slice(1, -1);
  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  if (!body.includes('\\')) return bytes(body);
  let result = '';
  for (const [part] of body.matchAll(
    /\\(?:[xX][0-9A-Fa-f]{1,2}|[0-7]{1,3}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[\s\S])|[^\\]+/g,
  )) {
    const code = part.charAt(1);
    if (part.charAt(0) !== '\\') result += bytes(part);
    else if (/[xX]/.test(code)) result += String.fromCharCode(Number.parseInt(part.slice(2), 16));
    else if (/[0-7]/.test(code)) result += String.fromCharCode(Number.parseInt(part.slice(1), 8) & 0xff);
    else if (/[uU]/.test(code) && part.length > 2) {
      const point = Number.parseInt(part.slice(2), 16);
      result += bytes(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd');
    } else result += ESCAPES[code] ?? bytes(code);
  }
  return result;
}
