import { defineConfig, env, graphql, grpc, openapi, soap } from 'interlace';

export default defineConfig({
  sources: {
    orders: openapi('../../schemas/orders.openapi.yaml', { endpoint: env('ORDERS_URL') }),
    customers: soap('../../schemas/customers.wsdl', { endpoint: env('CUSTOMERS_URL') }),
    catalog: grpc('../../schemas/catalog.proto', { endpoint: env('CATALOG_URL') }),
    reviews: graphql(env('REVIEWS_URL')),
  },
  graph: '../../schemas/shop.graphql',
  permissions: './permissions.ts',
  server: {
    playground: {
      query: `{
  orders(limit: 20) {
    id
    total
    customer {
      name
      address { city }
    }
    lines {
      quantity
      product {
        title
        price { units currency }
      }
    }
  }
}
`,
    },
  },
});
