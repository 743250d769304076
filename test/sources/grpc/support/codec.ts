import { Codec } from '../../../../src/sources/grpc/codec.ts';
import { linkFiles } from '../../../../src/sources/grpc/descriptor/link.ts';
import { parseProto } from '../../../../src/sources/grpc/descriptor/parser.ts';
import { STANDARD_FILES } from '../../../../src/sources/grpc/descriptor/standard-files.ts';
import type { GrpcOptions } from '../../../../src/sources/grpc/options.ts';
import type { MessageShape } from '../../../../src/sources/grpc/translate/shape.ts';
import { Shapes } from '../../../../src/sources/grpc/translate/shapes.ts';
import { select } from './open.ts';

export interface TestCodec {
  shape(fullName: string): MessageShape;
  encode(fullName: string, value: Record<string, unknown>): Buffer;
  decode(fullName: string, bytes: Uint8Array, selection?: string): unknown;
}

/** The codec over a proto text. */
export function codecOf(proto: string, options: Pick<GrpcOptions, 'maps'> = {}): TestCodec {
  const standard = (proto.includes('google/') ? [...STANDARD_FILES] : []).map(([path, text]) => parseProto(text, path));
  const { registry, issues } = linkFiles([...standard, parseProto(proto, 'test.proto')]);
  if (issues.length > 0) throw new Error(issues.map(({ message }) => message).join('\n'));
  const shapes = new Shapes(registry, options);
  const codec = new Codec((name) => shapes.message(name));
  const shape = (fullName: string): MessageShape => {
    const found = shapes.message(fullName);
    if (found === undefined) throw new Error(`no ${fullName}`);
    return found;
  };
  return {
    shape,
    encode: (fullName, value) => codec.encodeRequest({ kind: 'message', message: shape(fullName) }, value, 0),
    decode: (fullName, bytes, selection) => {
      const buffer = Buffer.from(bytes);
      const response = { kind: 'message', message: shape(fullName) } as const;
      const wire = {
        path: '',
        clientStreaming: false,
        serverStreaming: false,
        request: response,
        response,
        unwrap: undefined,
        listLimit: undefined,
      };
      return codec.decodeResponse(wire, selection === undefined ? undefined : select(selection), buffer);
    },
  };
}
