import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli';
import { loadGrpcSubgraph } from '@omnigraph/grpc';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';
import { buildSchema } from 'graphql';
import { announce, readInput } from './contender.ts';

/**
 * Hive Gateway over a supergraph that Mesh composes from the same OpenAPI and proto. The loader of WSDLs on the registry is older than
 * the composer, so that the customers' subgraph is written out as the loader would annotate it; the SOAP transport is the current one.
 */
const { upstream } = readInput();
const endpoint = {
  orders: `http://127.0.0.1:${upstream.rest}`,
  customers: `http://127.0.0.1:${upstream.soap}/customers`,
  catalog: `127.0.0.1:${upstream.grpc}`,
};

const CUSTOMERS = /* GraphQL */ `
  schema @transport(subgraph: "customers", kind: "soap", location: "${endpoint.customers}") {
    query: Query
  }
  directive @transport(subgraph: String, kind: String, location: String) on SCHEMA
  directive @soap(
    elementName: String
    bindingNamespace: String
    endpoint: String
    subgraph: String
    soapAction: String
    soapNamespace: String
  ) on FIELD_DEFINITION
  type Query {
    getCustomers(GetCustomers: GetCustomersInput): GetCustomersResponse
      @soap(
        elementName: "GetCustomersResponse"
        bindingNamespace: "urn:bench:customers"
        endpoint: "${endpoint.customers}"
        subgraph: "customers"
        soapAction: "urn:bench:customers/GetCustomers"
        soapNamespace: "http://schemas.xmlsoap.org/soap/envelope/"
      )
  }
  input GetCustomersInput { ids: [String] }
  type GetCustomersResponse { customers: [Customer] }
  type Customer { id: String name: String email: String address: Address }
  type Address { street: String city: String country: String }
`;

const quiet = {
  log() {},
  info() {},
  debug() {},
  trace() {},
  warn: console.error,
  error: console.error,
  child: () => quiet,
};

const supergraph = await getComposedSchemaFromConfig(
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    fetch,
    subgraphs: [
      {
        sourceHandler: loadOpenAPISubgraph('orders', {
          source: './scene/orders.openapi.yaml',
          endpoint: endpoint.orders,
        }),
      },
      {
        sourceHandler: () => ({ name: 'customers', schema$: buildSchema(CUSTOMERS, { assumeValidSDL: true }) }),
      },
      {
        sourceHandler: loadGrpcSubgraph('catalog', { source: './scene/catalog.proto', endpoint: endpoint.catalog }),
      },
    ],
    additionalTypeDefs: /* GraphQL */ `
      extend type Order { customer: Customer }
      extend type OrderLine { product: bench__Product }
    `,
  },
  quiet,
);

interface Keyed {
  readonly customers?: readonly { readonly id: string }[];
  readonly products?: readonly { readonly sku: string }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the generated in-context functions have no types here.
type Context = any;

/** The batched calls of the in-context functions, matched by key. */
const additionalResolvers = {
  Order: {
    customer: {
      selectionSet: '{ customerId }',
      resolve: (root: { customerId: string }, _args: unknown, context: Context, info: unknown) =>
        context.customers.Query.getCustomers({
          root,
          context,
          info,
          key: root.customerId,
          argsFromKeys: (ids: readonly string[]) => ({ GetCustomers: { ids: [...new Set(ids)] } }),
          selectionSet: (selection: unknown) => wrapped('customers', 'id', selection),
          valuesFromResults: ({ customers = [] }: Keyed, ids: readonly string[]) => {
            const byId = new Map(customers.map((customer) => [customer.id, customer]));
            return ids.map((id) => byId.get(id));
          },
        }),
    },
  },
  OrderLine: {
    product: {
      selectionSet: '{ sku }',
      resolve: (root: { sku: string }, _args: unknown, context: Context, info: unknown) =>
        context.catalog.Query.bench_Catalog_GetProducts({
          root,
          context,
          info,
          key: root.sku,
          argsFromKeys: (skus: readonly string[]) => ({ input: { skus: [...new Set(skus)] } }),
          selectionSet: (selection: unknown) => wrapped('products', 'sku', selection),
          valuesFromResults: ({ products = [] }: Keyed, skus: readonly string[]) => {
            const bySku = new Map(products.map((product) => [product.sku, product]));
            return skus.map((sku) => bySku.get(sku));
          },
        }),
    },
  },
};

/** What was asked of one item, as the selection of the field that wraps the list of them. */
function wrapped(list: string, key: string, selection: unknown): unknown {
  const item = selection as { readonly kind: 'SelectionSet'; readonly selections: readonly unknown[] };
  const field = (value: string, selectionSet?: unknown) => ({
    kind: 'Field',
    name: { kind: 'Name', value },
    ...(selectionSet === undefined ? undefined : { selectionSet }),
  });
  return {
    kind: 'SelectionSet',
    selections: [field(list, { kind: 'SelectionSet', selections: [field(key), ...item.selections] })],
  };
}

const gateway = createGatewayRuntime({
  supergraph: () => supergraph,
  // biome-ignore lint/suspicious/noExplicitAny: resolvers by coordinate, as its documentation writes them.
  additionalResolvers: additionalResolvers as any,
  logging: false,
  landingPage: false,
  graphiql: false,
});
const server = createServer(gateway);
server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port, '/graphql'));
