import { readFile } from 'node:fs/promises';
import type {
  OrdersPageQuery,
  OrdersPageQueryVariables,
  ProductReviewsQuery,
  ProductReviewsQueryVariables,
} from '../generated/operations.ts';

/** The operations of `operations.graphql`, typed by what the code generator made of them and the graph's schema. */
export interface ShopClient {
  ordersPage(variables: OrdersPageQueryVariables): Promise<OrdersPageQuery>;
  productReviews(variables: ProductReviewsQueryVariables): Promise<ProductReviewsQuery>;
}

/** A client of the demo's graph at `url`. Rejects with the text of the first error where there is no data at all. */
export async function createShopClient(url: string): Promise<ShopClient> {
  const query = await readFile(new URL('./operations.graphql', import.meta.url), 'utf8');
  const ask = async <Result>(operationName: string, variables: object): Promise<Result> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query, operationName, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Result; errors?: { message: string }[] };
    if (data === undefined || data === null) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`);
    return data;
  };
  return {
    ordersPage: (variables) => ask('OrdersPage', variables),
    productReviews: (variables) => ask('ProductReviews', variables),
  };
}
