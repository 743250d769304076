import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ExecutionContext } from 'interlace';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An integer of any size, answered as decimal text so that no client rounds it. Input may be an integer or text; a number beyond 2^53 must be text in JSON variables. */
  BigInt: { input: string; output: string; }
  /** A calendar date, as RFC 3339 `full-date` text; an offset behind it is kept. */
  Date: { input: string; output: string; }
  /** An instant with its offset, as RFC 3339 text. */
  DateTime: { input: string; output: string; }
  /** A decimal number of any precision, answered as text so that no digit is lost. Input may be a number or text. */
  Decimal: { input: string; output: string; }
};

export type Address = {
  __typename?: 'Address';
  city: Scalars['String']['output'];
  country: Scalars['String']['output'];
  postalCode: Scalars['String']['output'];
  street: Scalars['String']['output'];
};

export type Category =
  | 'BOOKS'
  | 'GARDEN'
  | 'KITCHEN'
  | 'TOYS'
  /** A value that the description does not know. Answered only; illegal on input. */
  | 'UNRECOGNIZED'
  | 'UNSPECIFIED';

/** Someone who buys in the shop. */
export type Customer = {
  __typename?: 'Customer';
  address: Address;
  creditLimit?: Maybe<Scalars['Decimal']['output']>;
  /** Nil when the customer never gave one. */
  email?: Maybe<Scalars['String']['output']>;
  id: Scalars['String']['output'];
  name: Scalars['String']['output'];
  phones: Array<Phone>;
  since?: Maybe<Scalars['Date']['output']>;
  tier: Tier;
};

/** An amount in a currency: units plus nanos / 10^9. */
export type Money = {
  __typename?: 'Money';
  /** ISO 4217 code. */
  currency: Scalars['String']['output'];
  nanos: Scalars['Int']['output'];
  units: Scalars['BigInt']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  addReview?: Maybe<Review>;
  /** Place an order */
  createOrder?: Maybe<Order>;
  /** Changes where a customer gets mail; nil removes it. */
  updateEmail?: Maybe<Customer>;
  /** Move an order to another state */
  updateOrderStatus?: Maybe<Order>;
};


export type MutationAddReviewArgs = {
  input: NewReview;
};


export type MutationCreateOrderArgs = {
  input: NewOrderInput;
};


export type MutationUpdateEmailArgs = {
  email?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['String']['input'];
};


export type MutationUpdateOrderStatusArgs = {
  id: Scalars['String']['input'];
  input: StatusChangeInput;
};

export type NewOrderInput = {
  customerId: Scalars['String']['input'];
  lines: Array<NewOrderLineInput>;
  note?: InputMaybe<Scalars['String']['input']>;
};

export type NewOrderLineInput = {
  quantity: Scalars['Int']['input'];
  sku: Scalars['String']['input'];
};

export type NewReview = {
  author: Scalars['String']['input'];
  productSku: Scalars['String']['input'];
  /** From 1 to 5. */
  stars: Scalars['Int']['input'];
  text?: InputMaybe<Scalars['String']['input']>;
};

export type Order = {
  __typename?: 'Order';
  /** ISO 4217 code. */
  currency: Scalars['String']['output'];
  /** Who placed the order: one call for all orders of an answer. */
  customer?: Maybe<Customer>;
  customerId: Scalars['String']['output'];
  id: Scalars['String']['output'];
  lines: Array<OrderLine>;
  /** What the customer asked for. */
  note?: Maybe<Scalars['String']['output']>;
  placedAt: Scalars['DateTime']['output'];
  /** Where an order is on its way. */
  status: OrderStatus;
  /** Sum of the lines, in the order's currency. */
  total: Scalars['Float']['output'];
};

export type OrderLine = {
  __typename?: 'OrderLine';
  /** What was ordered: one call for all lines of an answer. */
  product?: Maybe<Product>;
  quantity: Scalars['Int']['output'];
  sku: Scalars['String']['output'];
};

/** Where an order is on its way. */
export type OrderStatus =
  | 'CANCELLED'
  | 'DELIVERED'
  | 'PAID'
  | 'PENDING'
  | 'SHIPPED';

export type Phone = {
  __typename?: 'Phone';
  kind?: Maybe<Scalars['String']['output']>;
  value: Scalars['String']['output'];
};

export type PriceChange = {
  __typename?: 'PriceChange';
  changedAt?: Maybe<Scalars['DateTime']['output']>;
  price?: Maybe<Money>;
  sku: Scalars['String']['output'];
};

export type Product = {
  __typename?: 'Product';
  category: Category;
  /** Free-form marks, such as "colour" -> "red". */
  labels: Array<ProductLabelsEntry>;
  price?: Maybe<Money>;
  /** What people say about the product. */
  reviews?: Maybe<Array<Review>>;
  sku: Scalars['String']['output'];
  /** Pieces in the warehouse. */
  stock: Scalars['BigInt']['output'];
  title: Scalars['String']['output'];
  updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type ProductLabelsEntry = {
  __typename?: 'ProductLabelsEntry';
  key: Scalars['String']['output'];
  value: Scalars['String']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** One customer. Faults when there is none of this id. */
  getCustomer?: Maybe<Customer>;
  /** The customers of these ids, in no particular order; unknown ids are left out. */
  getCustomers?: Maybe<Array<Customer>>;
  /** One product. NOT_FOUND when there is none of this sku. */
  getProduct?: Maybe<Product>;
  /** The products of these skus, in no particular order; unknown skus are left out. */
  getProducts?: Maybe<Array<Product>>;
  /** One order */
  order?: Maybe<Order>;
  /** Orders, newest first */
  orders?: Maybe<Array<Order>>;
  /** Reviews of the products of these skus, oldest first. */
  reviews?: Maybe<Array<Review>>;
  /** Products whose title has the text in it. */
  searchProducts?: Maybe<SearchProductsResponse>;
};


export type QueryGetCustomerArgs = {
  id: Scalars['String']['input'];
};


export type QueryGetCustomersArgs = {
  ids?: InputMaybe<Array<Scalars['String']['input']>>;
};


export type QueryGetProductArgs = {
  sku?: InputMaybe<Scalars['String']['input']>;
};


export type QueryGetProductsArgs = {
  skus: Array<Scalars['String']['input']>;
};


export type QueryOrderArgs = {
  id: Scalars['String']['input'];
};


export type QueryOrdersArgs = {
  customerId?: InputMaybe<Scalars['String']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<OrderStatus>;
};


export type QueryReviewsArgs = {
  skus: Array<Scalars['String']['input']>;
};


export type QuerySearchProductsArgs = {
  category?: InputMaybe<Category>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
};

export type Review = {
  __typename?: 'Review';
  author: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  /** What the review is about. */
  product?: Maybe<Product>;
  productSku: Scalars['String']['output'];
  /** From 1 to 5. */
  stars: Scalars['Int']['output'];
  text?: Maybe<Scalars['String']['output']>;
  writtenAt: Scalars['String']['output'];
};

export type SearchProductsResponse = {
  __typename?: 'SearchProductsResponse';
  products: Array<Product>;
  /** Products that fit, answered or not. */
  total: Scalars['BigInt']['output'];
};

export type StatusChangeInput = {
  /** Where an order is on its way. */
  status: OrderStatus;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** Changes of prices as they happen. */
  watchPrices?: Maybe<PriceChange>;
};


export type SubscriptionWatchPricesArgs = {
  skus?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type Tier =
  | 'GOLD'
  | 'SILVER'
  | 'STANDARD';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<Address>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Category: Category;
  Customer: ResolverTypeWrapper<Customer>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NewOrderInput: NewOrderInput;
  NewOrderLineInput: NewOrderLineInput;
  NewReview: NewReview;
  Order: ResolverTypeWrapper<Order>;
  OrderLine: ResolverTypeWrapper<OrderLine>;
  OrderStatus: OrderStatus;
  Phone: ResolverTypeWrapper<Phone>;
  PriceChange: ResolverTypeWrapper<PriceChange>;
  Product: ResolverTypeWrapper<Product>;
  ProductLabelsEntry: ResolverTypeWrapper<ProductLabelsEntry>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Review: ResolverTypeWrapper<Review>;
  SearchProductsResponse: ResolverTypeWrapper<SearchProductsResponse>;
  StatusChangeInput: StatusChangeInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tier: Tier;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: Address;
  BigInt: Scalars['BigInt']['output'];
  Boolean: Scalars['Boolean']['output'];
  Customer: Customer;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  NewOrderInput: NewOrderInput;
  NewOrderLineInput: NewOrderLineInput;
  NewReview: NewReview;
  Order: Order;
  OrderLine: OrderLine;
  Phone: Phone;
  PriceChange: PriceChange;
  Product: Product;
  ProductLabelsEntry: ProductLabelsEntry;
  Query: Record<PropertyKey, never>;
  Review: Review;
  SearchProductsResponse: SearchProductsResponse;
  StatusChangeInput: StatusChangeInput;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
};

export type AddressResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  city?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  country?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  postalCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  street?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type CustomerResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  address?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  creditLimit?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phones?: Resolver<Array<ResolversTypes['Phone']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type MoneyResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nanos?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  units?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addReview?: Resolver<Maybe<ResolversTypes['Review']>, ParentType, ContextType, RequireFields<MutationAddReviewArgs, 'input'>>;
  createOrder?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<MutationCreateOrderArgs, 'input'>>;
  updateEmail?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<MutationUpdateEmailArgs, 'id'>>;
  updateOrderStatus?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<MutationUpdateOrderStatusArgs, 'id' | 'input'>>;
};

export type OrderResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['OrderLine']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type OrderLineResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PhoneResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Phone'] = ResolversParentTypes['Phone']> = {
  kind?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PriceChangeResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['PriceChange'] = ResolversParentTypes['PriceChange']> = {
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  category?: Resolver<ResolversTypes['Category'], ParentType, ContextType>;
  labels?: Resolver<Array<ResolversTypes['ProductLabelsEntry']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  reviews?: Resolver<Maybe<Array<ResolversTypes['Review']>>, ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ProductLabelsEntryResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['ProductLabelsEntry'] = ResolversParentTypes['ProductLabelsEntry']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  getCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryGetCustomerArgs, 'id'>>;
  getCustomers?: Resolver<Maybe<Array<ResolversTypes['Customer']>>, ParentType, ContextType, Partial<QueryGetCustomersArgs>>;
  getProduct?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, Partial<QueryGetProductArgs>>;
  getProducts?: Resolver<Maybe<Array<ResolversTypes['Product']>>, ParentType, ContextType, RequireFields<QueryGetProductsArgs, 'skus'>>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orders?: Resolver<Maybe<Array<ResolversTypes['Order']>>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'limit' | 'offset'>>;
  reviews?: Resolver<Maybe<Array<ResolversTypes['Review']>>, ParentType, ContextType, RequireFields<QueryReviewsArgs, 'skus'>>;
  searchProducts?: Resolver<Maybe<ResolversTypes['SearchProductsResponse']>, ParentType, ContextType, Partial<QuerySearchProductsArgs>>;
};

export type ReviewResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Review'] = ResolversParentTypes['Review']> = {
  author?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  productSku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stars?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  writtenAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchProductsResponseResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['SearchProductsResponse'] = ResolversParentTypes['SearchProductsResponse']> = {
  products?: Resolver<Array<ResolversTypes['Product']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = ExecutionContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  watchPrices?: SubscriptionResolver<Maybe<ResolversTypes['PriceChange']>, "watchPrices", ParentType, ContextType, Partial<SubscriptionWatchPricesArgs>>;
};

export type Resolvers<ContextType = ExecutionContext> = {
  Address?: AddressResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  Customer?: CustomerResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  Phone?: PhoneResolvers<ContextType>;
  PriceChange?: PriceChangeResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductLabelsEntry?: ProductLabelsEntryResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Review?: ReviewResolvers<ContextType>;
  SearchProductsResponse?: SearchProductsResponseResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
};

