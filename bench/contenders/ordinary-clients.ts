import { fileURLToPath } from 'node:url';
import { credentials, type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { XMLParser } from 'fast-xml-parser';
import { Pool } from 'undici';
import type { Customer, Order } from '../scene/data.ts';
import type { UpstreamPorts } from '../scene/upstream.ts';

const PROTO = fileURLToPath(new URL('../scene/catalog.proto', import.meta.url));

/** 64-bit integers are text, so that none is rounded. */
export interface Product {
  readonly sku: string;
  readonly title: string;
  readonly price: { readonly units: string; readonly nanos: number; readonly currency: string };
  readonly stock: string;
}

export interface Clients {
  orders(limit: number, offset: number): Promise<readonly Order[]>;
  setNote(id: string, note: string): Promise<Order>;
  customers(ids: readonly string[]): Promise<readonly Customer[]>;
  products(skus: readonly string[]): Promise<readonly Product[]>;
}

interface CatalogClient {
  getProducts(
    request: { skus: readonly string[] },
    reply: (error: Error | null, response: { products: Product[] }) => void,
  ): void;
}

/** The client libraries that most people would take: undici, fast-xml-parser, @grpc/grpc-js. */
export function createOrdinaryClients({ rest, soap, grpc }: UpstreamPorts): Clients {
  const restPool = new Pool(`http://127.0.0.1:${rest}`, { connections: 64 });
  const soapPool = new Pool(`http://127.0.0.1:${soap}`, { connections: 64 });
  const parser = new XMLParser({
    removeNSPrefix: true,
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (name) => name === 'customers',
  });
  const definition = loadSync(PROTO, { longs: String, enums: String, defaults: true });
  const { Catalog } = loadPackageDefinition(definition).bench as GrpcObject;
  const catalog = new (Catalog as ServiceClientConstructor)(
    `127.0.0.1:${grpc}`,
    credentials.createInsecure(),
  ) as unknown as CatalogClient;

  return {
    async orders(limit, offset) {
      const { body } = await restPool.request({ method: 'GET', path: `/orders?limit=${limit}&offset=${offset}` });
      return (await body.json()) as Order[];
    },
    async setNote(id, note) {
      const { body } = await restPool.request({
        method: 'PUT',
        path: `/orders/${encodeURIComponent(id)}/note?note=${encodeURIComponent(note)}`,
      });
      return (await body.json()) as Order;
    },
    async customers(ids) {
      const { body } = await soapPool.request({
        method: 'POST',
        path: '/customers',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"urn:bench:customers/GetCustomers"' },
        body: customersEnvelope(ids),
      });
      const parsed = parser.parse(await body.text()) as {
        Envelope: { Body: { GetCustomersResponse: { customers?: Customer[] } } };
      };
      return parsed.Envelope.Body.GetCustomersResponse.customers ?? [];
    },
    products(skus) {
      return new Promise((resolve, reject) => {
        catalog.getProducts({ skus }, (error, response) => {
          if (error === null) resolve(response.products);
          else reject(error);
        });
      });
    },
  };
}

export function customersEnvelope(ids: readonly string[]): string {
  let items = '';
  for (const id of ids) items += `<ids>${escaped(id)}</ids>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
    `<GetCustomers xmlns="urn:bench:customers">${items}</GetCustomers></s:Body></s:Envelope>`
  );
}

const escaped = (text: string): string =>
  /[&<]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : text;
