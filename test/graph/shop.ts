import { source } from './compose.ts';

/** The demo's shop: three services that take calls, one that takes documents. */
export const orders = source(
  'orders',
  `type Query { orders(status: String, limit: Int): [Order!]!  order(id: ID!): Order }
   type Mutation { createOrder(customerId: ID!): Order }
   type Order { id: ID! customerId: ID! total: Float! lines: [OrderLine!]! }
   type OrderLine { sku: String! quantity: Int! }`,
);

export const customers = source(
  'customers',
  `type Query { getCustomer(id: String!): Customer  getCustomers(ids: [String!]!): GetCustomersResponse }
   type Mutation { updateEmail(id: String!, email: String!): Customer }
   type GetCustomersResponse { customer: [Customer!]! requestId: String }
   type Customer { id: String! name: String! email: String address: Address }
   type Address { street: String city: String }`,
);

export const catalog = source(
  'catalog',
  `type Query { getProduct(sku: String): Product  getProducts(skus: [String!]): ProductList }
   type ProductList { products: [Product!]! }
   type Product { sku: String! title: String! price: Money stock: BigInt }
   type Money { units: BigInt! currency: String! }
   scalar BigInt`,
  { batch: { 'Query.getProducts': { arg: 'skus', by: 'sku', max: 50 } } },
);

export const reviews = source(
  'reviews',
  `type Query { reviews(skus: [String!]!, first: Int): [Review!]! }
   type Mutation { addReview(sku: String!, stars: Int!): Review }
   type Review { id: ID! productSku: String! stars: Int! text: String }`,
  { takes: 'documents' },
);

export const sources = [orders, customers, catalog, reviews];

export const sdl = `
extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")
}
extend type OrderLine {
  product: Product @link(from: "getProducts", keys: "sku")
}
extend type Product @cache(ttl: "5m", staleWhileRevalidate: "1h", tags: ["product:{sku}"]) {
  reviews(first: Int = 10): [Review!]! @link(from: "reviews", arg: "skus", keys: "sku", by: "productSku", args: { first: "{args.first}" })
}
extend type Review {
  product: Product @link(from: "getProducts", arg: "skus", keys: "productSku", by: "sku")
}
extend type Customer {
  email: String @allow(if: "isSelf or isSupport")
}
extend type Query {
  getCustomer: Customer @cache(ttl: "30s", tags: ["customer:{args.id}"])
}
extend type Mutation {
  updateEmail: Customer @invalidate(tags: ["customer:{args.id}"])
}
`;
