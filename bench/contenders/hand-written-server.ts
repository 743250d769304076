import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from './contender.ts';

interface Request {
  readonly query: string;
  readonly variables: { readonly offset?: number };
}

/** Resolves to the whole answer as JSON text. */
export type Endpoint = (variables: { readonly offset: number }) => Promise<string>;

/** What a person would write who needs these answers and nothing else: one POST endpoint that knows its queries by their text. */
export function serveEndpoints(endpoints: ReadonlyMap<string, Endpoint>): void {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(parts).toString()) as Request;
      const endpoint = endpoints.get(query);
      const answer =
        endpoint === undefined
          ? Promise.reject(new Error('unknown query'))
          : endpoint({ offset: variables.offset ?? 0 });
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
