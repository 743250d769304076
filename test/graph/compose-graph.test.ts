import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { compose, issuesOf } from './compose.ts';
import { sdl, sources } from './shop.ts';

test('the shop composes', () => {
  const graph = compose(sources, sdl);
  expect(issuesOf(graph)).toEqual([]);
  expect(printSchema(graph.schema)).toMatchInlineSnapshot(`
    "type Query {
      orders(status: String, limit: Int): [Order!]
      order(id: ID!): Order
      getCustomer(id: String!): Customer
      getCustomers(ids: [String!]!): GetCustomersResponse
      getProduct(sku: String): Product
      getProducts(skus: [String!]): ProductList
      reviews(skus: [String!]!, first: Int): [Review!]
    }

    type Mutation {
      createOrder(customerId: ID!): Order
      updateEmail(id: String!, email: String!): Customer
      addReview(sku: String!, stars: Int!): Review
    }

    type Order {
      id: ID!
      customerId: ID!
      total: Float!
      lines: [OrderLine!]!
      customer: Customer
    }

    type OrderLine {
      sku: String!
      quantity: Int!
      product: Product
    }

    type GetCustomersResponse {
      customer: [Customer!]!
      requestId: String
    }

    type Customer {
      id: String!
      name: String!
      email: String
      address: Address
    }

    type Address {
      street: String
      city: String
    }

    type ProductList {
      products: [Product!]!
    }

    type Product {
      sku: String!
      title: String!
      price: Money
      stock: BigInt
      reviews(first: Int = 10): [Review!]!
    }

    type Money {
      units: BigInt!
      currency: String!
    }

    scalar BigInt

    type Review {
      id: ID!
      productSku: String!
      stars: Int!
      text: String
      product: Product
    }"
  `);
  expect(graph.routes.get('Order.customer')).toMatchObject({
    kind: 'link',
    target: { kind: 'call', source: 'customers' },
    targetCoordinate: 'Query.getCustomers',
    requires: [['customerId']],
    resultPath: ['customer'],
    keyed: { keys: [['customerId']], arg: ['ids'], by: [['id']], max: 100, list: false },
    many: false,
  });
  expect(graph.routes.get('OrderLine.product')).toMatchObject({
    resultPath: ['products'],
    keyed: { keys: [['sku']], arg: ['skus'], by: [['sku']], max: 50 },
  });
  expect(graph.routes.get('Product.reviews')).toMatchObject({
    target: { kind: 'delegate', source: 'reviews', fieldName: 'reviews' },
    resultPath: [],
    args: [{ path: ['first'], value: { parts: [{ kind: 'args', path: ['first'] }] } }],
    many: true,
  });
  expect(graph.cacheRules.get('Product')).toEqual({
    ttlMs: 300_000,
    staleWhileRevalidateMs: 3_600_000,
    staleIfErrorMs: 0,
    scope: undefined,
    tags: [
      {
        parts: [
          { kind: 'text', text: 'product:' },
          { kind: 'field', path: ['sku'] },
        ],
        text: 'product:{sku}',
      },
    ],
    vary: [],
    followUpstream: false,
    lastGood: false,
  });
  expect(graph.permissionRules.get('Customer.email')).toEqual({
    kind: 'or',
    of: [
      { kind: 'rule', name: 'isSelf' },
      { kind: 'rule', name: 'isSupport' },
    ],
  });
  expect(graph.invalidations.get('Mutation.updateEmail')?.map(({ text }) => text)).toEqual(['customer:{args.id}']);
});
