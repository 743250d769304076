import { Codec } from '../../src/sources/grpc/codec.ts';
import { linkFiles } from '../../src/sources/grpc/descriptor/link.ts';
import { parseProto } from '../../src/sources/grpc/descriptor/parser.ts';
import { STANDARD_FILES } from '../../src/sources/grpc/descriptor/standard-files.ts';
import { Shapes } from '../../src/sources/grpc/translate/shapes.ts';
import type { Selection } from '../../src/sources/source.ts';

/** Our decoder of one message, unwrapped to one of its fields. */
export function codecOf(
  proto: string,
  message: string,
  field: string,
): (selection: Selection | undefined, bytes: Buffer) => unknown {
  const files = [
    ...[...STANDARD_FILES].map(([path, text]) => parseProto(text, path)),
    parseProto(proto, 'bench.proto'),
  ];
  const shapes = new Shapes(linkFiles(files).registry, {});
  const codec = new Codec((name) => shapes.message(name));
  const shape = shapes.message(message);
  const unwrap = shape?.fields.find(({ name }) => name === field);
  if (shape === undefined || unwrap === undefined) throw new Error(`no ${message}.${field}`);
  const response = { kind: 'message', message: shape } as const;
  const wire = {
    path: '',
    clientStreaming: false,
    serverStreaming: false,
    request: response,
    response,
    unwrap,
    listLimit: undefined,
  };
  return (selection, bytes) => codec.decodeResponse(wire, selection, bytes);
}

/** `a,b{c}` as a selection. */
export function select(text: string): Selection {
  let at = 0;
  const read = (): Selection => {
    const fields = new Map<string, Selection | null>();
    while (at < text.length && text[at] !== '}') {
      const name = /^\w+/.exec(text.slice(at))?.[0] ?? '';
      at += name.length;
      if (text[at] === '{') {
        at += 1;
        fields.set(name, read());
        at += 1;
      } else fields.set(name, null);
      if (text[at] === ',') at += 1;
    }
    return {
      fields,
      key: [...fields]
        .map(([name, sub]) => (sub === null ? name : `${name}{${sub.key}}`))
        .sort()
        .join(','),
    };
  };
  return read();
}
