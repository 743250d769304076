import type { MessageShape, SoapWire } from '../wire.ts';
import { contentWriter } from './compile-content.ts';
import type { WriterCompiler } from './compile-writer.ts';
import type { Prefixes } from './prefixes.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** Writer of what the SOAP body of a request holds. */
export function bodyWriter(
  wire: SoapWire,
  writers: WriterCompiler,
  prefixes: Prefixes,
  encoding: string,
): (args: Arguments) => string {
  const { request } = wire;
  const { shape, element, mapping } = request;
  const place = element?.local ?? wire.name;
  if (element === undefined) {
    if (shape.kind !== 'object') return () => '';
    const write = contentWriter(writers, shape, shape.wantedName[0] ?? place);
    return (args) => write(args);
  }
  if (mapping.kind === 'value') {
    const write = writers.element(element, shape, place, request.nillable);
    return (args) => write(args[mapping.name]);
  }
  if (!wire.rpc) {
    const write = writers.element(element, shape, place, false);
    return (args) => write(args);
  }
  return rpcWriter(wire, writers, request, prefixes.name(element.namespace, element.local), encoding);
}

/** The wrapper of rpc style is no typed element: it says the encoding and nothing else. */
function rpcWriter(
  wire: SoapWire,
  writers: WriterCompiler,
  request: MessageShape,
  tag: string,
  encoding: string,
): (args: Arguments) => string {
  const { shape } = request;
  const open = wire.encoded ? `<${tag} soap:encodingStyle="${encoding}"` : `<${tag}`;
  if (shape.kind !== 'object') return () => `${open}/>`;
  const write = contentWriter(writers, shape, shape.wantedName[0] ?? wire.name);
  return (args) => {
    const content = write(args);
    return content === '' ? `${open}/>` : `${open}>${content}</${tag}>`;
  };
}
