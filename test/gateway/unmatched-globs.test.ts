import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createGateway, graphql, grpc, openapi, rest, soap } from '../../src/index.ts';

const reviews = fileURLToPath(new URL('reviews.graphql', import.meta.url));
const schemas = fileURLToPath(new URL('../../schemas/', import.meta.url));

it('says at start which globs fit no operation, for every kind of source', async () => {
  const endpoint = 'http://127.0.0.1:9';
  await using gateway = await createGateway(
    {
      sources: {
        orders: openapi('orders.openapi.yaml', { endpoint, exclude: ['ordres'], responseHeaders: ['orders', 'x*'] }),
        customers: soap('customers.wsdl', { endpoint, exclude: ['getCustomer', 'getCustomrs'] }),
        catalog: grpc('catalog.proto', { endpoint, include: ['getProducts', 'y*'], fieldMasks: false, lists: ['z'] }),
        reviews: graphql(reviews, { endpoint, exclude: ['secrets'] }),
        stock: rest('type Query { stock: Int @rest(get: "/stock") }', { endpoint, exclude: ['stok'] }),
      },
    },
    { baseDir: schemas },
  );
  expect(gateway.issues.map(({ message }) => message).filter((message) => message.includes('fits no'))).toEqual([
    'source "orders": exclude has "ordres", which fits no operation. Did you mean "orders" or "order"?',
    'source "orders": responseHeaders has "x*", which fits no operation.',
    'source "customers": exclude has "getCustomrs", which fits no operation. Did you mean "getCustomers" or "getCustomer"?',
    'source "catalog": include has "y*", which fits no operation.',
    'source "catalog": lists has "z", which fits no operation.',
    'source "reviews": exclude has "secrets", which fits no operation.',
    'source "stock": exclude has "stok", which fits no operation. Did you mean "stock"?',
  ]);
});

it('says at start which options fit no operation that they name', async () => {
  const options = { endpoint: '127.0.0.1:9', connections: ['searchProducts'] };
  await using gateway = await createGateway(
    { sources: { catalog: grpc('catalog.proto', options) } },
    { baseDir: schemas },
  );
  expect(gateway.issues.map(({ message }) => message)).toEqual([
    'source "catalog": connections: "searchProducts" is no query with page_size, page_token, next_page_token and one list; it stays as it is.',
  ]);
});
