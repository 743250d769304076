import type { IncomingMessage } from 'node:http';
import { bodyLimit } from './read-json.ts';
import { HttpProblem } from './request-guard.ts';

/**
 * Gathers a request's body as it was sent. Calls `done` once, unless the client goes away first: then nobody waits for an answer. More
 * than `maxBytes` is a problem (413), and what follows is not read.
 */
export function readBody(request: IncomingMessage, maxBytes: number, done: (body: Buffer | HttpProblem) => void): void {
  if (Number(request.headers['content-length']) > maxBytes) {
    done(tooLarge(maxBytes));
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    if (length > maxBytes) return;
    length += chunk.length;
    if (length > maxBytes) {
      request.pause();
      done(tooLarge(maxBytes));
    } else chunks.push(chunk);
  });
  request.on('end', () => {
    if (length <= maxBytes) done(chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks, length));
  });
  // A client that breaks off is nothing to report; without a listener it would end the process.
  request.on('error', () => undefined);
}

const EMPTY = Buffer.alloc(0);

function tooLarge(maxBytes: number): HttpProblem {
  return new HttpProblem(413, bodyLimit(maxBytes), { connection: 'close' });
}
