import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { GatewayError } from '../../errors/gateway-error.ts';
import { HttpProblem } from './request-guard.ts';

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The value of a compressed request body. `maxBytes` bounds it as inflated. */
export async function readJson(body: Buffer, encoding: string, maxBytes: number): Promise<unknown> {
  return parseJson(await decompress(body, encoding, maxBytes));
}

/** The value of a request body: strict UTF-8, JSON. Throws `BAD_REQUEST`. */
export function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    throw new GatewayError('BAD_REQUEST', 'The body is not valid UTF-8.');
  }
  try {
    return JSON.parse(text, text.includes('__proto__') ? refusePrototype : undefined);
  } catch (error) {
    if (GatewayError.is(error)) throw error;
    throw new GatewayError('BAD_REQUEST', 'The body is not valid JSON.');
  }
}

async function decompress(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const decode = DECODERS[encoding.toLowerCase() as keyof typeof DECODERS];
  if (decode === undefined) {
    throw new HttpProblem(415, `The content encoding ${JSON.stringify(encoding.slice(0, 40))} is not supported.`, {
      'accept-encoding': 'gzip, deflate, br',
    });
  }
  try {
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw tooLarge
      ? new HttpProblem(413, bodyLimit(maxBytes))
      : new GatewayError('BAD_REQUEST', `The body is not valid ${encoding}.`);
  }
}

export const bodyLimit = (maxBytes: number): string => `The body is larger than ${maxBytes} bytes.`;

/** An own `__proto__` would become the prototype of whatever the value is copied into. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__')
    throw new GatewayError('BAD_REQUEST', 'The body has a member "__proto__", which is not allowed.');
  return value;
}
