import { GatewayError } from '../../errors/gateway-error.ts';
import type { MultipartReader } from './multipart-reader.ts';
import { malformed } from './part-head.ts';

/** The bytes of the next part, which must have this name. Rejects with `BAD_REQUEST` or `PAYLOAD_TOO_LARGE`. */
export async function readField(reader: MultipartReader, name: string, maxBytes: number): Promise<Buffer> {
  const head = await reader.next();
  if (head?.name !== name) {
    const found = head === undefined ? 'missing' : `not ${JSON.stringify(head.name.slice(0, 80))}`;
    throw malformed(`its first part must be "operations", its second "map", and files follow; "${name}" is ${found}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for (let chunk = await reader.read(); chunk !== undefined; chunk = await reader.read()) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new GatewayError('PAYLOAD_TOO_LARGE', `The part "${name}" is larger than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
