import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly query: string;
    readonly variables?: Record<string, unknown>;
    readonly operationName?: string;
  };
}

export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
}

/** A service on a free port that answers each POST as `answer` says. */
export async function upstream(answer: (received: Received, response: ServerResponse) => unknown): Promise<Upstream> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const item = {
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as Received['body'],
      };
      received.push(item);
      const body = await answer(item, response);
      if (response.writableEnded) return;
      if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
      response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
