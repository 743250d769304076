import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from './contender.ts';

/** Resolves to the whole answer as JSON text. */
export type Endpoint = () => Promise<string>;

/** What a person would write who needs these answers and nothing else: one POST endpoint that knows its queries by their text. */
export function serveEndpoints(endpoints: ReadonlyMap<string, Endpoint>): void {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { query } = JSON.parse(Buffer.concat(parts).toString()) as { query: string };
      const endpoint = endpoints.get(query);
      const answer = endpoint === undefined ? Promise.reject(new Error('unknown query')) : endpoint();
      answer.then(
        (text) => {
          const body = Buffer.from(text);
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
          response.end(body);
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port, '/graphql'));
}
