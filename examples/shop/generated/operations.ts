/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type OrdersPageQueryVariables = Exact<{
  limit: number;
}>;


export type OrdersPageQuery = { orders: Array<{ id: string, total: number, customer: { name: string, address: { city: string } } | null, lines: Array<{ quantity: number, product: { title: string, price: { units: string, currency: string } | null } | null }> }> | null };

export type ProductReviewsQueryVariables = Exact<{
  skus: Array<string> | string;
}>;


export type ProductReviewsQuery = { reviews: Array<{ stars: number, text: string | null, product: { title: string } | null }> | null };
