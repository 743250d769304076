import { type ClientHttp2Session, connect } from 'node:http2';
import { KeepAliveSocket } from '../load/keep-alive-socket.ts';
import type { Order } from '../scene/data.ts';
import { encodeBytes, frame } from '../scene/protobuf.ts';
import type { UpstreamPorts } from '../scene/upstream.ts';
import { customersEnvelope } from './ordinary-clients.ts';

export interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly city: string;
}

export interface ProductRow {
  readonly sku: string;
  readonly title: string;
  readonly units: bigint | number;
  readonly nanos: number;
  readonly currency: string;
}

export interface RawClients {
  orders(limit: number, offset: number): Promise<readonly Order[]>;
  setNote(id: string, note: string): Promise<Order>;
  customers(ids: readonly string[]): Promise<ReadonlyMap<string, CustomerRow>>;
  products(skus: readonly string[]): Promise<ReadonlyMap<string, ProductRow>>;
}

/** The scene's three calls with nothing in between: kept sockets, a scan of the XML, a reader of the protobuf bytes. */
export function createRawClients({ rest, soap, grpc }: UpstreamPorts): RawClients {
  const restPool = createPool(rest);
  const soapPool = createPool(soap);
  const session = connect(`http://127.0.0.1:${grpc}`);
  const order = async (method: string, target: string): Promise<unknown> =>
    JSON.parse(
      (await restPool(`${method} ${target} HTTP/1.1\r\nhost: upstream\r\ncontent-length: 0\r\n\r\n`)).toString(),
    );
  return {
    orders: (limit, offset) => order('GET', `/orders?limit=${limit}&offset=${offset}`) as Promise<Order[]>,
    setNote: (id, note) =>
      order('PUT', `/orders/${encodeURIComponent(id)}/note?note=${encodeURIComponent(note)}`) as Promise<Order>,
    async customers(ids) {
      const body = customersEnvelope(ids);
      const head =
        'POST /customers HTTP/1.1\r\nhost: upstream\r\ncontent-type: text/xml; charset=utf-8\r\n' +
        `soapaction: "urn:bench:customers/GetCustomers"\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      return scanCustomers((await soapPool(head + body)).toString());
    },
    async products(skus) {
      const message = Buffer.concat(skus.map((sku) => encodeBytes(1, sku)));
      return readProducts(await callUnary(session, '/bench.Catalog/GetProducts', message));
    },
  };
}

function createPool(port: number): (request: string) => Promise<Buffer> {
  const free: KeepAliveSocket[] = [];
  return async (request) => {
    const socket = free.pop() ?? new KeepAliveSocket(port);
    const { status, body, last } = await socket.send(request);
    if (last) socket.close();
    else free.push(socket);
    if (status !== 200) throw new Error(`the upstream answered ${status}`);
    return body;
  };
}

/** Tag by tag in the order of the schema, for whatever prefix the service uses. */
export function scanCustomers(xml: string): Map<string, CustomerRow> {
  const rows = new Map<string, CustomerRow>();
  const wrapper = xml.indexOf('GetCustomersResponse');
  const open = xml.lastIndexOf('<', wrapper);
  const prefix = xml.slice(open + 1, wrapper);
  const tag = {
    customer: `<${prefix}customers>`,
    id: `<${prefix}id>`,
    name: `<${prefix}name>`,
    city: `<${prefix}city>`,
  };
  for (let at = xml.indexOf(tag.customer, wrapper); at !== -1; at = xml.indexOf(tag.customer, at)) {
    const idStart = xml.indexOf(tag.id, at) + tag.id.length;
    const idEnd = xml.indexOf('<', idStart);
    const nameStart = xml.indexOf(tag.name, idEnd) + tag.name.length;
    const nameEnd = xml.indexOf('<', nameStart);
    const cityStart = xml.indexOf(tag.city, nameEnd) + tag.city.length;
    const cityEnd = xml.indexOf('<', cityStart);
    const id = unescaped(xml.slice(idStart, idEnd));
    rows.set(id, {
      id,
      name: unescaped(xml.slice(nameStart, nameEnd)),
      city: unescaped(xml.slice(cityStart, cityEnd)),
    });
    at = cityEnd;
  }
  return rows;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

const unescaped = (text: string): string =>
  text.includes('&') ? text.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => ENTITIES[entity] ?? entity) : text;

function callUnary(session: ClientHttp2Session, path: string, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const parts: Buffer[] = [];
    let status: unknown;
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('trailers', (trailers) => {
      status = trailers['grpc-status'];
    });
    stream.on('error', reject);
    stream.on('end', () => {
      if (status !== '0' && status !== undefined) reject(new Error(`the upstream answered status ${status}`));
      else resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
    });
    stream.end(frame(message));
  });
}

/** Reads `GetProductsResponse` behind the five bytes of its frame; the stock is skipped, nobody asked for it. */
export function readProducts(bytes: Buffer): Map<string, ProductRow> {
  const rows = new Map<string, ProductRow>();
  const reader = new Reader(bytes, 5);
  while (reader.at < bytes.length) {
    const key = reader.varint();
    if (key !== 10) {
      reader.skip(key & 7);
      continue;
    }
    const length = reader.varint();
    const row = readProduct(reader, reader.at + length);
    rows.set(row.sku, row);
  }
  return rows;
}

function readProduct(reader: Reader, end: number): ProductRow {
  let sku = '';
  let title = '';
  let units: bigint | number = 0;
  let nanos = 0;
  let currency = '';
  while (reader.at < end) {
    const key = reader.varint();
    if (key === 10) sku = reader.text();
    else if (key === 18) title = reader.text();
    else if (key === 26) {
      const length = reader.varint();
      const priceEnd = reader.at + length;
      while (reader.at < priceEnd) {
        const priceKey = reader.varint();
        if (priceKey === 8) units = reader.int64();
        else if (priceKey === 16) nanos = reader.varint() | 0;
        else if (priceKey === 26) currency = reader.text();
        else reader.skip(priceKey & 7);
      }
    } else reader.skip(key & 7);
  }
  return { sku, title, units, nanos, currency };
}

class Reader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Exact up to 2^53; the scene's keys, lengths and 32-bit numbers are. */
  varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let factor = 128; byte >= 128 && factor < 2 ** 63; factor *= 128) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 127) * factor;
    }
    return value;
  }

  int64(): bigint | number {
    const start = this.at;
    const value = this.varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    let exact = 0n;
    for (let index = start, shift = 0n; index < this.at; index += 1, shift += 7n) {
      exact |= BigInt((this.#bytes[index] ?? 0) & 127) << shift;
    }
    return BigInt.asIntN(64, exact);
  }

  text(): string {
    const length = this.varint();
    const start = this.at;
    this.at += length;
    return this.#bytes.toString('utf8', start, this.at);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.at += 8;
    else if (wireType === 5) this.at += 4;
    else {
      const length = this.varint();
      this.at += length;
    }
  }
}
