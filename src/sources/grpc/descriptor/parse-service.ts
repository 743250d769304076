import { OptionCollector } from './option-values.ts';
import { commentHere, readOption, skipStatement } from './parse-types.ts';
import type { RawMethod, RawService } from './raw.ts';
import type { TokenStream } from './token-stream.ts';

/** `service Name { … }` */
export function readService(tokens: TokenStream): RawService {
  const comment = commentHere(tokens);
  const at = tokens.at();
  tokens.expect('service');
  const name = tokens.name();
  const open = tokens.expect('{');
  const methods: RawMethod[] = [];
  const options = new OptionCollector();
  while (!tokens.accept('}')) {
    if (tokens.accept(';')) continue;
    if (tokens.token.text === 'option') readOption(tokens, options);
    else if (tokens.token.text === 'stream') skipStatement(tokens);
    else methods.push(readMethod(tokens));
  }
  return { name, methods, options: options.finish(), comment: comment || open.trailing, at };
}

function readMethod(tokens: TokenStream): RawMethod {
  const comment = commentHere(tokens);
  const at = tokens.at();
  tokens.expect('rpc');
  const name = tokens.name();
  const readType = (): { streaming: boolean; type: string } => {
    tokens.expect('(');
    // `stream` may be a package: `(stream.Request)`.
    const streaming = tokens.token.text === 'stream' && tokens.peek(1).text !== '.' && tokens.peek(1).text !== ')';
    const absolute = tokens.token.text === 'stream' && tokens.peek(1).text === '.' && tokens.peek(2).kind === 'name';
    const leadingDot = absolute && /\s/.test(spaceBetween(tokens));
    if (streaming || leadingDot) tokens.next();
    const type = tokens.path();
    tokens.expect(')');
    return { streaming: streaming || leadingDot, type };
  };
  const input = readType();
  tokens.expect('returns');
  const output = readType();
  const options = new OptionCollector();
  let trailing = '';
  if (tokens.accept('{')) {
    while (!tokens.accept('}')) if (!tokens.accept(';')) readOption(tokens, options);
  } else trailing = tokens.expect(';').trailing;
  return {
    name,
    input: input.type,
    output: output.type,
    clientStreaming: input.streaming,
    serverStreaming: output.streaming,
    options: options.finish(),
    comment: comment || trailing,
    at,
  };
}

/** A blank where `stream .pkg.Type` has space between the word and the dot, else nothing. */
function spaceBetween(tokens: TokenStream): string {
  const word = tokens.token;
  const dot = tokens.peek(1);
  return dot.line === word.line && dot.column === word.column + word.text.length ? '' : ' ';
}
