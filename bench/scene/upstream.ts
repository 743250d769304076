import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { CUSTOMERS, type Customer, customerAt, orderAt, PRODUCTS, type Product, productAt } from './data.ts';
import { decodeStrings, encodeBytes, encodeNumber, frame } from './protobuf.ts';
import { createRawHttpServer } from './raw-http-server.ts';

/** Where the upstream services of the scene listen. */
export interface UpstreamPorts {
  readonly rest: number;
  readonly soap: number;
  readonly grpc: number;
}

export type UpstreamCalls = UpstreamPorts;

/**
 * The process of the upstream services: REST, SOAP and gRPC, with every answer serialised in advance or once. Over IPC it says where it
 * listens, and answers each `calls` with the number of requests that each service has had.
 */
const calls = { rest: 0, soap: 0, grpc: 0 };

const response = (type: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`, 'latin1'),
    body,
  ]);

/** Computes each answer once. The scene asks the same few things again and again; the bound only keeps a mistake from filling memory. */
function once(compute: (key: string) => Buffer): (key: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      answer = compute(key);
      if (known.size < 1_000) known.set(key, answer);
    }
    return answer;
  };
}

const restAnswer = once((target) => {
  const url = new URL(target, 'http://upstream');
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const notes = /^\/notes(\d+)/.exec(url.pathname)?.[1];
  if (notes !== undefined) {
    const known = url.searchParams.getAll('ids').map((order) => ({ id: order, text: `Note ${notes} of ${order}` }));
    return response('application/json', Buffer.from(JSON.stringify(known)));
  }
  const id = /^\/orders\/o-(\d+)/.exec(url.pathname)?.[1];
  const value =
    id === undefined
      ? Array.from({ length: Number(url.searchParams.get('limit') ?? 20) }, (_, index) => orderAt(offset + index))
      : orderAt(Number(id) - 1);
  return response('application/json', Buffer.from(JSON.stringify(value)));
});

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const customerXml = ({ id, name, email, address }: Customer): string =>
  `<c:customers><c:id>${id}</c:id><c:name>${escaped(name)}</c:name><c:email>${email}</c:email><c:address><c:street>${address.street}` +
  `</c:street><c:city>${address.city}</c:city><c:country>${address.country}</c:country></c:address></c:customers>`;

const customers = new Map(
  Array.from({ length: CUSTOMERS }, (_, index) => [customerAt(index).id, customerXml(customerAt(index))]),
);

const soapAnswer = once((body) => {
  const ids = [...body.matchAll(/<(?:\w+:)?ids[^>]*>([^<]*)</g)].map((match) => match[1] ?? '');
  const found = [...new Set(ids)].map((id) => customers.get(id) ?? '').join('');
  return response(
    'text/xml; charset=utf-8',
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
        `<c:GetCustomersResponse xmlns:c="urn:bench:customers">${found}</c:GetCustomersResponse></s:Body></s:Envelope>`,
    ),
  );
});

const productBytes = ({ sku, title, price, stock }: Product): Buffer =>
  encodeBytes(
    1,
    Buffer.concat([
      encodeBytes(1, sku),
      encodeBytes(2, title),
      encodeBytes(
        3,
        Buffer.concat([encodeNumber(1, price.units), encodeNumber(2, price.nanos), encodeBytes(3, price.currency)]),
      ),
      encodeNumber(4, stock),
    ]),
  );

const products = new Map(
  Array.from({ length: PRODUCTS }, (_, index) => [productAt(index).sku, productBytes(productAt(index))]),
);

const grpcAnswer = once((message) => {
  const skus = new Set(decodeStrings(Buffer.from(message, 'latin1')));
  return frame(Buffer.concat([...skus].map((sku) => products.get(sku) ?? Buffer.alloc(0))));
});

const rest = createRawHttpServer((_method, target) => {
  calls.rest += 1;
  return restAnswer(target);
});

const soap = createRawHttpServer((_method, _target, body) => {
  calls.soap += 1;
  return soapAnswer(body.toString());
});

const grpc = createHttp2Server();
grpc.on('stream', (stream) => {
  calls.grpc += 1;
  const parts: Buffer[] = [];
  stream.on('error', () => {});
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('end', () => {
    const request = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(grpcAnswer(request.toString('latin1', 5)));
  });
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

process.on('disconnect', () => process.exit(0));
process.on('message', () => process.send?.({ calls }));
const ports: UpstreamPorts = { rest: await listen(rest), soap: await listen(soap), grpc: await listen(grpc) };
process.send?.({ ports });
