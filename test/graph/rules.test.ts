import { expect, test } from 'vitest';
import type { RuleTables } from '../../src/graph/compose-input.ts';
import type { PermissionExpression } from '../../src/graph/graph.ts';
import { compose, issuesOf } from './compose.ts';
import { sources } from './shop.ts';

const withTables = (tables: RuleTables, sdl = '') => compose(sources, sdl, { tables });

test('a row of a table is equal to a directive', () => {
  const directives = compose(
    sources,
    `extend type Product @cache(ttl: "5m", staleIfError: "1h", scope: PUBLIC, tags: ["product:{sku}"], vary: ["Accept-Language"])
     extend type Query { orders: [Order!] @cache(ttl: "30s", tags: ["orders", "status:{args.status}"]) }
     extend type Customer { email: String @allow(if: "isSelf") }`,
  );
  const tables = withTables({
    cache: {
      Product: {
        ttlMs: 300_000,
        staleIfErrorMs: 3_600_000,
        scope: 'public',
        tags: ['product:{sku}'],
        vary: ['Accept-Language'],
      },
      'Query.orders': { ttlMs: 30_000, tags: ['orders', 'status:{args.status}'] },
    },
    permissions: { 'Customer.email': 'isSelf' },
  });
  expect(issuesOf(tables)).toEqual([]);
  expect(tables.cacheRules).toEqual(directives.cacheRules);
  expect(tables.permissionRules).toEqual(directives.permissionRules);
  expect(tables.cacheRules.get('Product')?.vary).toEqual(['accept-language']);
});

test('a cache rule of a field that is part of an answer is reported', () => {
  const graph = withTables({ cache: { 'Product.title': { ttlMs: 1 }, 'Review.stars': { ttlMs: 1 } } });
  const told = (type: string, field: string) =>
    `cache.${field}: warning: The rule of "${field}" has no effect: the field is part of what answers with "${type}". Put the rule at that type, or at the field that answers.`;
  expect(issuesOf(graph)).toEqual([told('Product', 'Product.title'), told('Review', 'Review.stars')]);
});

test('the table stands before the directive', () => {
  const graph = withTables({ cache: { Product: { ttlMs: 1 } } }, 'extend type Product @cache(ttl: "5m")');
  expect(graph.cacheRules.get('Product')?.ttlMs).toBe(1);
});

test('what is wrong in a table is told with its row', () => {
  const graph = withTables({
    cache: {
      'Query.odrers': { ttlMs: 1 },
      Produkt: { ttlMs: 1 },
      BigInt: { ttlMs: 1 },
      'Product.price.units': { ttlMs: 1 },
      'Mutation.createOrder': { ttlMs: 1 },
      Product: { ttlMs: 1, tags: ['product:{skw}'] },
    },
    permissions: { 'Customer.mail': 'isSelf', Customer: 'isSelf or' },
  });
  expect(issuesOf(graph)).toEqual([
    'cache.Query.odrers: error: "Query" has no field "odrers". Did you mean "orders" or "order"?',
    'cache.Produkt: error: There is no type "Produkt". Did you mean "Product"?',
    'cache.BigInt: error: "BigInt" is no object type; rules stand at objects and their fields.',
    'cache.Product.price.units: error: "Product.price.units" is not a coordinate such as "Type" or "Type.field".',
    'cache.Mutation.createOrder: error: "Mutation.createOrder" cannot be cached: only what a query reads can.',
    'cache.Product: error: "{skw}": "Product" has no field "skw". Did you mean "sku"?',
    'permissions.Customer.mail: error: "Customer" has no field "mail". Did you mean "email"?',
    'permissions.Customer: error: "isSelf or" ends where a rule is expected.',
  ]);
});

test('a rule of a type holds for each of its fields, links and merged ones too, besides their own', () => {
  const graph = compose(
    sources,
    `extend type OrderLine @allow(if: "isStaff") @merge(type: "Product", from: "getProducts", keys: "sku", fields: ["title"]) {
       quantity: Int @allow(if: "isBuyer")
       product: Product @link(from: "getProducts", keys: "sku")
     }`,
  );
  expect(issuesOf(graph)).toEqual([]);
  const staff: PermissionExpression = { kind: 'rule', name: 'isStaff' };
  expect(Object.fromEntries(graph.permissionRules)).toEqual({
    'OrderLine.quantity': { kind: 'and', of: [staff, { kind: 'rule', name: 'isBuyer' }] },
    'OrderLine.sku': staff,
    'OrderLine.product': staff,
    'OrderLine.title': staff,
  });
});

const text = (expression: PermissionExpression | undefined): string => {
  if (expression === undefined) return '';
  if (expression.kind === 'rule') return expression.name;
  if (expression.kind === 'not') return `!${text(expression.of)}`;
  return `(${expression.of.map(text).join(expression.kind === 'and' ? '&' : '|')})`;
};

test.each([
  ['a', 'a'],
  ['a or b and c', '(a|(b&c))'],
  ['(a or b) and not c', '((a|b)&!c)'],
  ['not not a or not (b)', '(!!a|!b)'],
  ['a and b and c', '(a&b&c)'],
  ['orders and android or nothing', '((orders&android)|nothing)'],
  ['(((a)))', 'a'],
])('%s', (written, read) => {
  const graph = withTables({ permissions: { 'Customer.email': written } });
  expect(issuesOf(graph)).toEqual([]);
  expect(text(graph.permissionRules.get('Customer.email'))).toBe(read);
});

test.each([
  ['', 'The expression is empty.'],
  ['not', '"not" ends where a rule is expected.'],
  ['()', '")" in "()" stands where a rule is expected.'],
  ['a)', '")" in "a)" needs "and" or "or" before it.'],
  ['a, b', '"," has no meaning in "a, b"; rules are joined with "and", "or", "not" and parentheses.'],
  ['('.repeat(1000), `"${'('.repeat(1000)}" is nested too deeply.`],
])('%j is no expression', (written, message) => {
  expect(issuesOf(withTables({ permissions: { 'Customer.email': written } }))).toEqual([
    `permissions.Customer.email: error: ${message}`,
  ]);
});
