import { createServer, type Server, type Socket } from 'node:net';

/** Answers with a whole HTTP response, head included. */
export type RawHandler = (method: string, target: string, body: Buffer) => Buffer;

const HEAD_END = Buffer.from('\r\n\r\n');

/** As little HTTP/1.1 as keep-alive clients need, so that the upstream costs next to nothing: no pipelining of partial answers, no errors. */
export function createRawHttpServer(handle: RawHandler): Server {
  return createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    let pending: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      pending = answerAll(socket, pending, handle);
    });
  });
}

/** Answers each complete request in `bytes` and returns the rest. */
function answerAll(socket: Socket, bytes: Buffer, handle: RawHandler): Buffer {
  let rest = bytes;
  while (rest.length > 0) {
    const headEnd = rest.indexOf(HEAD_END);
    if (headEnd === -1) return rest;
    const head = rest.toString('latin1', 0, headEnd);
    const body = readBody(rest, headEnd + 4, head);
    if (body === undefined) return rest;
    const [method = '', target = ''] = head.slice(0, head.indexOf('\r\n')).split(' ', 2);
    socket.write(handle(method, target, body.bytes));
    rest = rest.subarray(body.end);
  }
  return rest;
}

interface Body {
  readonly bytes: Buffer;
  readonly end: number;
}

function readBody(bytes: Buffer, start: number, head: string): Body | undefined {
  if (/\r\ntransfer-encoding:\s*chunked/i.test(head)) return readChunks(bytes, start);
  const length = Number(/\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1] ?? 0);
  return bytes.length < start + length
    ? undefined
    : { bytes: bytes.subarray(start, start + length), end: start + length };
}

/** A chunked body; undefined when its last chunk has not arrived. */
export function readChunks(bytes: Buffer, start: number): Body | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return undefined;
    if (size === 0) return { bytes: Buffer.concat(parts), end };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = end;
  }
}
