import { OptionCollector } from './option-values.ts';
import type { RawEnum, RawEnumValue, RawField, RawMessage } from './raw.ts';
import { isScalarType } from './raw.ts';
import type { TokenStream } from './token-stream.ts';

const MAX_NESTING = 64;
const LABELS = ['optional', 'required', 'repeated'] as const;

/** The types that a file or a message declares. */
export interface Body {
  readonly messages: RawMessage[];
  readonly enums: RawEnum[];
  readonly extensions: RawField[];
}

/** A body before anything is read. */
export function emptyBody(): Body {
  return { messages: [], enums: [], extensions: [] };
}

/** `message`, `enum` and `extend`, wherever they may stand; `export` and `local` before them say nothing to us. */
export function readDeclaration(tokens: TokenStream, body: Body, depth: number): boolean {
  const word = tokens.token.text;
  const ahead = tokens.peek(1);
  if ((word === 'export' || word === 'local') && /^(?:message|enum)$/.test(ahead.text)) {
    tokens.next();
    return readDeclaration(tokens, body, depth);
  }
  if (ahead.kind !== 'name' && !(word === 'extend' && ahead.text === '.')) return false;
  if (word === 'message' && tokens.peek(2).text === '{') body.messages.push(readMessage(tokens, depth));
  else if (word === 'enum' && tokens.peek(2).text === '{') body.enums.push(readEnum(tokens));
  else if (word === 'extend') readExtend(tokens, body, depth);
  else return false;
  return true;
}

/** The comment right above the element that begins here. */
export function commentHere(tokens: TokenStream): string {
  return tokens.token.leading;
}

function readMessage(tokens: TokenStream, depth: number): RawMessage {
  const comment = commentHere(tokens);
  const at = tokens.at();
  tokens.expect('message');
  const name = tokens.name();
  const open = tokens.expect('{');
  return { ...readMessageBody(tokens, depth), name, comment: comment || open.trailing, at };
}

function readMessageBody(tokens: TokenStream, depth: number): Omit<RawMessage, 'name' | 'comment' | 'at'> {
  if (depth > MAX_NESTING) throw tokens.fail('messages are nested too deeply');
  const body = emptyBody();
  const fields: RawField[] = [];
  const oneofs: { name: string; comment: string }[] = [];
  const options = new OptionCollector();
  while (!tokens.accept('}')) {
    if (tokens.accept(';')) continue;
    const word = tokens.token.text;
    const ahead = tokens.peek(1);
    if (word === 'option') readOption(tokens, options);
    else if (word === 'reserved' || word === 'extensions') skipStatement(tokens);
    else if (word === 'oneof' && tokens.peek(2).text === '{') readOneof(tokens, fields, oneofs, body, depth);
    else if (word === 'map' && ahead.text === '<') readMapField(tokens, fields, body);
    else if (!readDeclaration(tokens, body, depth + 1)) fields.push(readField(tokens, body, depth, undefined, ''));
  }
  return { fields, oneofs, ...body, options: options.finish() };
}

/** `option name = value;` */
export function readOption(tokens: TokenStream, options: OptionCollector): void {
  tokens.expect('option');
  options.read(tokens);
  tokens.expect(';');
}

/** Skips to behind the `;` that ends the statement. */
export function skipStatement(tokens: TokenStream): void {
  for (let open = 0; open > 0 || !tokens.accept(';'); ) {
    const { kind, text } = tokens.token;
    if (kind === 'end') throw tokens.fail('expected ";"');
    if (kind === 'symbol' && /[{[(]/.test(text)) open += 1;
    if (kind === 'symbol' && /[}\])]/.test(text)) open -= 1;
    if (open < 0) throw tokens.fail('expected ";"');
    tokens.next();
  }
}

function readOneof(
  tokens: TokenStream,
  fields: RawField[],
  oneofs: { name: string; comment: string }[],
  body: Body,
  depth: number,
): void {
  const comment = commentHere(tokens);
  tokens.expect('oneof');
  const index = oneofs.length;
  oneofs.push({ name: tokens.name(), comment });
  tokens.expect('{');
  const ignored = new OptionCollector();
  while (!tokens.accept('}')) {
    if (tokens.accept(';')) continue;
    if (tokens.token.text === 'option') readOption(tokens, ignored);
    else fields.push(readField(tokens, body, depth, index, ''));
  }
}

function readMapField(tokens: TokenStream, fields: RawField[], body: Body): void {
  const comment = commentHere(tokens);
  const at = tokens.at();
  tokens.expect('map');
  tokens.expect('<');
  const key = tokens.path();
  tokens.expect(',');
  const value = tokens.path();
  tokens.expect('>');
  const name = tokens.name();
  tokens.expect('=');
  const number = tokens.integer();
  const options = new OptionCollector();
  options.readBrackets(tokens);
  const end = tokens.expect(';');
  const entryName = `${name.replace(/(?:^|_)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())}Entry`;
  const part = (fieldName: string, fieldNumber: number, type: string): RawField => ({
    ...namedType(type),
    name: fieldName,
    number: fieldNumber,
    label: 'optional',
    oneof: undefined,
    proto3Optional: false,
    extendee: '',
    options: {},
    comment: '',
    at,
  });
  body.messages.push({
    name: entryName,
    fields: [part('key', 1, key), part('value', 2, value)],
    oneofs: [],
    messages: [],
    enums: [],
    extensions: [],
    options: { mapEntry: true },
    comment: '',
    at,
  });
  fields.push({
    ...namedType(entryName),
    type: 'message',
    name,
    number,
    label: 'repeated',
    oneof: undefined,
    proto3Optional: false,
    extendee: '',
    options: options.finish(),
    comment: comment || end.trailing,
    at,
  });
}

function namedType(type: string): Pick<RawField, 'type' | 'typeName'> {
  return isScalarType(type) ? { type, typeName: '' } : { type: 'named', typeName: type };
}

function readField(
  tokens: TokenStream,
  body: Body,
  depth: number,
  oneof: number | undefined,
  extendee: string,
): RawField {
  const comment = commentHere(tokens);
  const at = tokens.at();
  // `optional` is also a legal message name: `optional.Thing x = 1`.
  const label = LABELS.find((word) => tokens.token.text === word && tokens.peek(1).kind === 'name');
  const dotted = tokens.peek(1).text === '.' && tokens.peek(2).kind === 'name';
  if (label !== undefined || (LABELS.some((word) => word === tokens.token.text) && dotted)) tokens.next();
  const isGroup = tokens.token.text === 'group' && tokens.peek(2).text === '=';
  const type = tokens.path();
  const name = tokens.name();
  tokens.expect('=');
  const number = tokens.integer();
  const options = new OptionCollector();
  options.readBrackets(tokens);
  const field = {
    number,
    label: label ?? 'none',
    oneof,
    proto3Optional: label === 'optional' && oneof === undefined,
    extendee,
    options: options.finish(),
    comment,
    at,
  } as const;
  if (isGroup) {
    tokens.expect('{');
    body.messages.push({ ...readMessageBody(tokens, depth + 1), name, comment, at });
    return { ...field, name: name.toLowerCase(), type: 'group', typeName: name };
  }
  const end = tokens.expect(';');
  return { ...field, ...namedType(type), name, comment: comment || end.trailing };
}

function readExtend(tokens: TokenStream, body: Body, depth: number): void {
  tokens.expect('extend');
  const extendee = tokens.path();
  tokens.expect('{');
  while (!tokens.accept('}')) {
    if (!tokens.accept(';')) body.extensions.push(readField(tokens, body, depth, undefined, extendee));
  }
}

function readEnum(tokens: TokenStream): RawEnum {
  const comment = commentHere(tokens);
  const at = tokens.at();
  tokens.expect('enum');
  const name = tokens.name();
  const open = tokens.expect('{');
  const values: RawEnumValue[] = [];
  const options = new OptionCollector();
  while (!tokens.accept('}')) {
    if (tokens.accept(';')) continue;
    if (tokens.token.text === 'option' && tokens.peek(1).text !== '=') {
      readOption(tokens, options);
    } else if (tokens.token.text === 'reserved' && tokens.peek(1).text !== '=') skipStatement(tokens);
    else {
      const above = commentHere(tokens);
      const valueName = tokens.name();
      tokens.expect('=');
      const number = tokens.integer();
      const valueOptions = new OptionCollector();
      valueOptions.readBrackets(tokens);
      const end = tokens.expect(';');
      values.push({ name: valueName, number, options: valueOptions.finish(), comment: above || end.trailing });
    }
  }
  return { name, values, options: options.finish(), comment: comment || open.trailing, at };
}
