import { describe, expect, test } from 'vitest';
import { compose, issuesOf } from './compose.ts';
import { sources } from './shop.ts';

/** What is wrong with each of these is told with its place, what it is, and what to do. */
const cases: readonly (readonly [sdl: string, issues: readonly string[]])[] = [
  [
    `extend type Ordr {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")
}`,
    ['shop.graphql:1:13: error: There is no type "Ordr" to extend. Did you mean "Order"?'],
  ],
  [
    `extend type Order {
  customer: Custmer @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")
}`,
    ['shop.graphql:2:13: error: There is no type "Custmer" for "Order.customer". Did you mean "Customer"?'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer", arg: "ids", keys: "customerId", by: "id")
}`,
    [
      'shop.graphql:2:54: error: "Query.getCustomer" has no argument "ids". Did you mean "id"?',
      'shop.graphql:2:22: error: "Query.getCustomer" answers "Customer"; a link with keys needs a list of items.',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomerz", arg: "ids", keys: "customerId", by: "id")
}`,
    [
      'shop.graphql:2:34: error: There is no root query field "getCustomerz". Did you mean "getCustomer" or "getCustomers"?',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "idz", keys: "customerId", by: "id")
}`,
    ['shop.graphql:2:55: error: "Query.getCustomers" has no argument "idz". Did you mean "ids"?'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customer", by: "id")
}`,
    [
      'shop.graphql:2:68: error: "Order.customer" is answered by another call; only what the parent itself holds can be read.',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "total", by: "id")
}`,
    [
      'shop.graphql:2:68: error: The key "Order.total" is "Float!", which does not fit the argument "ids" of "Query.getCustomers": it takes "String!".',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "lines", by: "id")
}`,
    ['shop.graphql:2:68: error: The key "Order.lines" is "[OrderLine!]!"; a key is a scalar or an enum.'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "ident")
}`,
    ['shop.graphql:2:86: error: "Customer" has no field "ident". Did you mean "id"?'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "address")
}`,
    ['shop.graphql:2:86: error: "Customer.address" is "Address"; "by" names a scalar or an enum, not in a list.'],
  ],
  [
    `extend type Order {
  customer: Customer! @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")
}`,
    ['shop.graphql:2:23: error: "Order.customer" must be nullable, "Customer": it is null when no item has the key.'],
  ],
  [
    `extend type Order {
  customer: Product @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "sku")
}`,
    [
      'shop.graphql:2:33: error: "Query.getCustomers" answers "GetCustomersResponse", which is not and does not hold what is wanted: "Product".',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", keys: "customerId", by: "id")
}`,
    [
      'shop.graphql:2:22: error: "Query.getCustomers" needs "arg": the list argument that takes the keys. "Query.getCustomers" has: "ids".',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customerId")
}`,
    [
      'shop.graphql:2:22: error: "keys" has 1 part(s) and "by" has 0; they must correspond. "by" names the field of an item that holds its key.',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", keys: ["customerId", "id"], by: ["id", "name"])
}`,
    [
      'shop.graphql:2:69: error: The argument "ids" of "Query.getCustomers" takes "String!", which has no fields for the parts of a key.',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", arg: "ids", by: "id")
}`,
    [
      'shop.graphql:2:34: error: "Query.getCustomers" answers "GetCustomersResponse", which holds a list of "Customer" at "customer". Add "keys" and "by", so that one item is chosen by its key.',
      'shop.graphql:2:55: error: "arg", "by" and "argFields" belong to "keys", which is missing: say where the parent has its key.',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomers", args: { ids: "{customerId}" })
}`,
    [
      'shop.graphql:2:34: error: "Query.getCustomers" answers "GetCustomersResponse", which holds a list of "Customer" at "customer". Add "keys" and "by", so that one item is chosen by its key.',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer", args: { id: "{customerId}" })
}`,
    [
      'shop.graphql:2:22: warning: "Order.customer" makes one call of "Query.getCustomer" for each "Order". One call answers all: @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")',
    ],
  ],
  [
    `extend type Order {
  customer: Customer! @link(from: "getCustomer", args: { id: "{customerId}" })
}`,
    ['shop.graphql:2:23: error: "Order.customer" must be nullable, "Customer": "Query.getCustomer" may answer null.'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer", args: { id: "{total}" })
}`,
    [
      'shop.graphql:2:61: error: Argument "id" of "Query.getCustomer": "{total}" is "Float!", which does not fit "String!".',
    ],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer", args: { id: "{args.id}" })
}`,
    ['shop.graphql:2:61: error: "{args.id}": "Order.customer" has no argument "id".'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer", args: { id: "{customerId" })
}`,
    ['shop.graphql:2:61: error: The template "{customerId" has a "{" that is not closed. Write "{{" for a brace.'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer", args: { id: 7 })
}`,
    ['shop.graphql:2:61: error: 7 does not fit "id", "String!".'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "getCustomer")
}`,
    ['shop.graphql:2:22: error: "Query.getCustomer" requires the argument "id"; give it in "args".'],
  ],
  [
    `extend type Order {
  customer(x: Int): Customer @link(from: "getCustomer", args: { id: "{customerId}", y: 1 })
}`,
    ['shop.graphql:2:88: error: "Query.getCustomer" has no argument "y".'],
  ],
  [
    `extend type Order {
  customer: Customer @link(from: "updateEmail", args: { id: "{customerId}" })
}`,
    ['shop.graphql:2:34: error: "Mutation.updateEmail" cannot answer a link: a link only reads.'],
  ],
  [
    `extend type Order {
  total: Float @link(from: "getCustomer", args: { id: "{customerId}" })
}`,
    [
      'shop.graphql:2:3: error: "Order.total" exists already, so it cannot be a link. Choose another name, or rename the field of its source.',
    ],
  ],
  [
    `extend type Order {
  note: String
}`,
    ['shop.graphql:2:3: error: Nothing answers "Order.note": no source has this field and it has no "@link".'],
  ],
  [
    `extend type Order {
  total: Int @allow(if: "a")
}`,
    ['shop.graphql:2:10: error: "Order.total" is "Float!" in the graph; it cannot be declared as "Int".'],
  ],
  [
    `extend type Order {
  total(x: Int): Float @allow(if: "a")
}`,
    ['shop.graphql:2:9: error: "Order.total" has no argument "x". Arguments may be left out here.'],
  ],
  [
    `extend type Order {
  total: Float @alow(if: "a")
}`,
    ['shop.graphql:2:16: error: There is no directive "@alow". Did you mean "allow"?'],
  ],
  [
    `extend type Order {
  total: Float @allow(iff: "a")
}`,
    ['shop.graphql:2:23: error: "@allow" has no argument "iff". Did you mean "if"?'],
  ],
  [
    `extend type Order {
  total: Float @allow(if: 3)
}`,
    ['shop.graphql:2:27: error: "@allow": Argument "if" has invalid value 3.'],
  ],
  [
    `extend type Order {
  total: Float @allow
}`,
    ['shop.graphql:2:16: error: "@allow": Argument "if" of required type "String!" was not provided.'],
  ],
  [
    `extend type Order {
  total: Float @allow(if: "a and or b")
}`,
    ['shop.graphql:2:27: error: "or" in "a and or b" stands where a rule is expected.'],
  ],
  [
    `extend type Order {
  total: Float @allow(if: "a b")
}`,
    ['shop.graphql:2:27: error: "b" in "a b" needs "and" or "or" before it.'],
  ],
  [
    `extend type Order {
  total: Float @allow(if: "(a")
}`,
    ['shop.graphql:2:27: error: "(a" has a "(" that is not closed.'],
  ],
  [
    `extend type Order {
  total: Float @allow(if: "a && b")
}`,
    [
      'shop.graphql:2:27: error: "&" has no meaning in "a && b"; rules are joined with "and", "or", "not" and parentheses.',
    ],
  ],
  [
    `extend type Order {
  buyer: Customer @lnk(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")
}`,
    [
      'shop.graphql:2:19: error: There is no directive "@lnk". Did you mean "link"?',
      'shop.graphql:2:3: error: Nothing answers "Order.buyer": no source has this field and it has no "@link".',
    ],
  ],
  [
    `extend type Order {
  total: Float @allow(if: "isSelv")
}`,
    [
      'shop.graphql:2:27: error: There is no permission rule "isSelv". Did you mean "isSelf"? Rules are exports of the permissions module.',
    ],
  ],
  [
    `extend type Order {
  total: Float @cache(ttl: "5 minutes")
}`,
    ['shop.graphql:2:28: error: "5 minutes" is no duration; write "30s", "5m", "1h" or "1d", 24 days at most.'],
  ],
  [
    'extend type Order @cache(ttl: "5m", tags: ["order:{idd}"])',
    ['shop.graphql:1:44: error: "{idd}": "Order" has no field "idd". Did you mean "id"?'],
  ],
  [
    'extend type Order @cache(ttl: "5m", tags: ["order:{lines}"])',
    ['shop.graphql:1:44: error: "{lines}" is "[OrderLine!]!"; a template reads scalars and enums only.'],
  ],
  [
    'extend type Order @cache(ttl: "5m", tags: ["order:{lines.sku}"], vary: ["a b"])',
    [
      'shop.graphql:1:44: error: "order:{lines.sku}" has a list inside a text; only a template that is one reference alone can be a list.',
      'shop.graphql:1:73: error: "a b" is no name of a header.',
    ],
  ],
  [
    'extend type Order @cache(ttl: "5m") @cache(ttl: "6m")',
    ['shop.graphql:1:37: error: "@cache" can be used only once at one place.'],
  ],
  ['extend type Order @link(from: "x")', ['shop.graphql:1:19: error: "@link" is for fields only.']],
  [
    `extend type Mutation {
  createOrder: Order @cache(ttl: "5m")
}`,
    ['shop.graphql:2:22: error: "Mutation.createOrder" cannot be cached: only what a query reads can.'],
  ],
  [
    `extend type Query {
  order: Order @invalidate(tags: ["x"])
}`,
    ['shop.graphql:2:16: error: "@invalidate" is for mutations; "Query.order" is none.'],
  ],
  [
    `extend type Mutation {
  createOrder: Order @invalidate(tags: ["x:{result.idd}"])
}`,
    ['shop.graphql:2:41: error: "{result.idd}": "Order" has no field "idd". Did you mean "id"?'],
  ],
  [
    'extend type Order @merge(type: "Stock", from: "getProducts", keys: "id")',
    ['shop.graphql:1:32: error: There is no object type "Stock" to merge.'],
  ],
  [
    'extend type OrderLine @merge(type: "Product", from: "getProducts", keys: "sku", fields: ["titel"])',
    ['shop.graphql:1:90: error: "Product" has no field "titel". Did you mean "title"?'],
  ],
  ['extend type Order {', ['shop.graphql:1:20: error: Syntax Error: Expected Name, found <EOF>.']],
  [
    'type Order { a: Int }',
    ['shop.graphql:1:6: error: The graph has a type "Order" already. Write "extend type Order" to add to it.'],
  ],
  [
    `enum Color { RED }
extend enum Color { BLUE }`,
    [
      'shop.graphql:2:1: error: An enum type extension cannot be part of this SDL: extend object types, or define object, enum, union and scalar types.',
    ],
  ],
  [
    'extend schema @link(url: "x")',
    [
      'shop.graphql:1:1: error: A schema extension cannot be part of this SDL: extend object types, or define object, enum, union and scalar types.',
    ],
  ],
  [
    `extend type Order implements Nod {
  reviews(x: Product): [Review!]! @link(from: "reviews", arg: "skus", keys: "lines.sku", by: "productSku")
}`,
    [
      'shop.graphql:1:30: error: There is no interface "Nod".',
      'shop.graphql:2:14: error: The type "Product" cannot be used at "Order.reviews(x:)": arguments take input types.',
      'shop.graphql:2:35: error: The items of "Order.reviews" must be nullable, "[Review]": an item is null when nothing has its key.',
    ],
  ],
  [
    `extend type Order {
  a: [Review] @link(from: "reviews", arg: "skus", keys: "lines.sku", by: "productSku")
 b: [Customer] @link(from: "getCustomers", arg: "ids", keys: "a.x", by: "id")
}`,
    ['shop.graphql:3:62: error: "Order.a" is answered by another call; only what the parent itself holds can be read.'],
  ],
];

describe('SDL that does not fit', () => {
  test.each(cases)('%s', (sdl, issues) => {
    const graph = compose(sources, sdl, { permissionRules: ['isSelf', 'a', 'b'] });
    expect(issuesOf(graph)).toEqual(issues);
  });
});
