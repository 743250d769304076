import { OptionCollector } from './option-values.ts';
import { readService } from './parse-service.ts';
import { emptyBody, readDeclaration } from './parse-types.ts';
import type { RawFile, RawImport, RawService } from './raw.ts';
import { TokenStream } from './token-stream.ts';

/** Reads one `.proto` text (proto2, proto3, editions). Throws `DESCRIPTION_INVALID` with `path:line:column`. */
export function parseProto(text: string, path: string): RawFile {
  const tokens = new TokenStream(text, path);
  let syntax: RawFile['syntax'] = 'proto2';
  let packageName = '';
  const imports: RawImport[] = [];
  const body = emptyBody();
  const services: RawService[] = [];
  const options = new OptionCollector();
  while (tokens.token.kind !== 'end') {
    const at = tokens.at();
    if (tokens.accept(';')) continue;
    const word = tokens.token.text;
    if (word === 'syntax' || word === 'edition') {
      tokens.next();
      tokens.expect('=');
      const value = tokens.string();
      if (word === 'edition') syntax = 'editions';
      else if (value === 'proto2' || value === 'proto3') syntax = value;
      else throw tokens.fail(`unknown syntax "${value.slice(0, 40)}"`);
      tokens.expect(';');
    } else if (tokens.accept('package')) {
      packageName = tokens.path();
      tokens.expect(';');
    } else if (tokens.accept('import')) {
      const isPublic = tokens.accept('public');
      if (!isPublic && !tokens.accept('weak')) tokens.accept('option');
      imports.push({ path: tokens.string(), public: isPublic, at });
      tokens.expect(';');
    } else if (tokens.accept('option')) {
      options.read(tokens);
      tokens.expect(';');
    } else if (word === 'service') services.push(readService(tokens));
    else if (!readDeclaration(tokens, body, 0)) throw tokens.fail('expected a declaration');
  }
  return {
    path,
    package: packageName,
    syntax,
    imports,
    messages: body.messages,
    enums: body.enums,
    services,
    extensions: body.extensions,
    options: options.finish(),
  };
}
