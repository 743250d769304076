import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MockedAnswer } from './read-spec.ts';

/** An upstream service that knows request lines (with a body behind them, where there is one) and their answers, and remembers what it was asked. */
export interface MockService extends AsyncDisposable {
  readonly url: string;
  /** From here on it answers so. */
  answer(answers: readonly MockedAnswer[]): void;
  /** The request lines since the last time this was called. */
  takeRequests(): string[];
}

export async function startMockService(): Promise<MockService> {
  let answers: readonly MockedAnswer[] = [];
  let used = new Map<string, number>();
  let requests: string[] = [];

  const next = (line: string): MockedAnswer | undefined => {
    const fitting = answers.filter(({ request }) => request === line);
    const count = used.get(line) ?? 0;
    used.set(line, count + 1);
    return fitting[Math.min(count, fitting.length - 1)];
  };

  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      const line = [request.method, decodeURIComponent(request.url ?? ''), ...(body === '' ? [] : [body])].join(' ');
      requests.push(line);
      send(response, next(line) ?? { request: line, status: 501, body: { message: `nothing is mocked for ${line}` } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer(given) {
      answers = given;
      used = new Map();
    },
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status = 200, headers, body, breaks = false }: MockedAnswer): void {
  if (breaks) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
