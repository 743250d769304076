import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './listen.ts';
import { createOrders, ORDER_STATUSES, type Order, type OrderLine, type OrderStatus } from './orders-data.ts';
import type { StartService } from './service.ts';

interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

/** An answer of `application/problem+json`. */
class Problem extends Error {
  readonly status: number;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, title: string, fields: readonly FieldProblem[] = []) {
    super(title);
    this.status = status;
    this.fields = fields;
  }
}

const MAX_BODY_BYTES = 64 * 1024;

/** Orders over REST: `schemas/orders.openapi.yaml` by hand on `node:http`. */
export const startOrders: StartService = async (port, counted) => {
  const orders = createOrders();
  const byId = new Map(orders.map((order) => [order.id, order]));

  const find = (id: string): Order => {
    const order = byId.get(id);
    if (order === undefined) throw new Problem(404, `There is no order ${JSON.stringify(id)}.`);
    return order;
  };

  const list = (query: URLSearchParams): Order[] => {
    const limit = integerIn(query, 'limit', 20, 1, 1_000);
    const offset = integerIn(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER);
    const status = query.get('status');
    const customer = query.get('customerId');
    if (status !== null && !isStatus(status)) throw invalid('status', `must be one of ${ORDER_STATUSES.join(', ')}`);
    return orders
      .filter((order) => status === null || order.status === status)
      .filter((order) => customer === null || order.customerId === customer)
      .slice(offset, offset + limit);
  };

  const create = (input: Readonly<Record<string, unknown>>): Order => {
    const { customerId, note } = input;
    if (typeof customerId !== 'string' || customerId === '') throw invalid('customerId', 'is required');
    const lines = readLines(input.lines);
    const order: Order = {
      id: `o-${1_000 + orders.length}`,
      placedAt: new Date().toISOString(),
      status: 'pending',
      total: lines.reduce((sum, line) => sum + line.quantity * 10, 0),
      currency: 'EUR',
      customerId,
      note: typeof note === 'string' ? note : null,
      lines,
    };
    orders.unshift(order);
    byId.set(order.id, order);
    return order;
  };

  const handle = async (request: IncomingMessage): Promise<readonly [status: number, body: unknown]> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [root, id, part, ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent);
    if (root !== 'orders' || rest.length > 0) throw new Problem(404, `There is nothing at ${url.pathname}.`);
    const { method } = request;
    if (id === undefined && method === 'GET') return [200, list(url.searchParams)];
    if (id === undefined && method === 'POST') return [201, create(await readJson(request))];
    if (id !== undefined && part === undefined && method === 'GET') return [200, find(id)];
    if (id !== undefined && part === 'status' && method === 'PUT') {
      const { status } = await readJson(request);
      const order = find(id);
      if (!isStatus(status)) throw invalid('status', `must be one of ${ORDER_STATUSES.join(', ')}`);
      if (order.status === 'cancelled') throw invalid('status', 'a cancelled order stays cancelled');
      order.status = status;
      return [200, order];
    }
    throw new Problem(405, `${method} is not allowed here.`);
  };

  const server = createServer((request, response) => {
    counted();
    handle(request).then(
      ([status, body]) => send(response, status, 'application/json', body),
      (error: unknown) => sendProblem(response, error),
    );
  });
  const taken = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${taken}`, port: taken };
};

const isStatus = (value: unknown): value is OrderStatus => ORDER_STATUSES.some((status) => status === value);

const invalid = (field: string, reason: string): Problem =>
  new Problem(422, `${field} ${reason}.`, [{ field, reason }]);

function integerIn(query: URLSearchParams, name: string, fallback: number, low: number, high: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw invalid(name, `must be an integer from ${low} to ${high}`);
  }
  return value;
}

function readLines(value: unknown): OrderLine[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('lines', 'must have at least one line');
  return value.map((line: { readonly sku?: unknown; readonly quantity?: unknown }, index) => {
    const { sku, quantity } = line;
    if (typeof sku !== 'string') throw invalid(`lines.${index}.sku`, 'is required');
    if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > 99) {
      throw invalid(`lines.${index}.quantity`, 'must be an integer from 1 to 99');
    }
    return { sku, quantity };
  });
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Problem(413, 'The body is too large.');
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Reported below, as any other body that is no object.
  }
  throw new Problem(422, 'The body must be a JSON object.');
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const problem = error instanceof Problem ? error : new Problem(500, 'Something went wrong.');
  const { status, message: title, fields } = problem;
  send(response, status, 'application/problem+json', { type: 'about:blank', title, status, fields });
}
