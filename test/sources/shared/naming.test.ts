import fc from 'fast-check';
import { assertEnumValueName, assertName } from 'graphql';
import { expect, test } from 'vitest';
import { enumValueName, fieldName, NameScope, typeName, wordsOf } from '../../../src/sources/shared/naming.ts';

test.each([
  ['customer_name', 'customerName'],
  ['CustomerName', 'customerName'],
  ['customer-name', 'customerName'],
  ['placedAt', 'placedAt'],
  ['customerID', 'customerID'],
  ['ID', 'id'],
  ['URL', 'url'],
  ['HTTPServer', 'httpServer'],
  ['x-rate.limit', 'xRateLimit'],
  ['2fa', '_2fa'],
  ['/orders/{id}', 'ordersId'],
  ['__proto__', 'proto'],
  ['id', 'id'],
  ['order_id_2', 'orderId2'],
  ['Größe', 'grosse'],
  ['código_de_año', 'codigoDeAno'],
  ['MålestokkØst', 'malestokkOst'],
])('field %s -> %s', (name, expected) => {
  expect(fieldName(name)).toBe(expected);
});

test.each([
  ['customer_name', 'CustomerName'],
  ['customer.name', 'CustomerName'],
  ['HTTPServer', 'HTTPServer'],
  ['ACCOUNT_STATUS', 'AccountStatus'],
  ['v1.Order', 'V1Order'],
  ['ArrayOf_xsd_string', 'ArrayOfXsdString'],
  ['3DModel', '_3DModel'],
])('type %s -> %s', (name, expected) => {
  expect(typeName(name)).toBe(expected);
});

test.each([
  ['in progress', 'IN_PROGRESS'],
  ['InProgress', 'IN_PROGRESS'],
  ['ACTIVE', 'ACTIVE'],
  ['-1', 'MINUS_1'],
  ['1', '_1'],
  ['', 'EMPTY'],
  ['true', 'TRUE'],
])('enum value %j -> %s', (value, expected) => {
  expect(enumValueName(value)).toBe(expected);
});

test('a name of any text is legal in GraphQL, bounded, and the same every time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      for (const make of [fieldName, typeName]) {
        const name = make(text);
        expect(assertName(name)).toBe(name);
        expect(name.startsWith('__')).toBe(false);
        expect(name.length).toBeLessThan(140);
        expect(make(text)).toBe(name);
      }
      expect(assertEnumValueName(enumValueName(text))).toBe(enumValueName(text));
    }),
    { numRuns: 2_000 },
  );
});

test('names made of nothing but signs still differ', () => {
  expect(fieldName('☃')).not.toBe(fieldName('☂'));
  expect(['>=', '-', '-name', '-1'].map(enumValueName)).toEqual(['GREATER_EQUALS', 'MINUS', 'MINUS_NAME', 'MINUS_1']);
  expect(enumValueName('+')).not.toBe(enumValueName('*'));
});

test('words are split at case changes and signs', () => {
  expect(wordsOf('getHTTPResponse_v2Beta')).toEqual(['get', 'HTTP', 'Response', 'v2', 'Beta']);
});

test('a scope gives the first claimant its name, then the alternatives, then a number, and says so', () => {
  const conflicts: string[] = [];
  const scope = new NameScope(['Query'], (wanted, given) => conflicts.push(`${wanted} -> ${given}`));
  expect(scope.claim('Order')).toBe('Order');
  expect(scope.claim('Order', 'SalesOrder')).toBe('SalesOrder');
  expect(scope.claim('Order', 'SalesOrder')).toBe('SalesOrder2');
  expect(scope.claim('Order', 'SalesOrder')).toBe('SalesOrder3');
  expect(scope.claim('Query')).toBe('Query2');
  expect(scope.claim('V1')).toBe('V1');
  expect(scope.claim('V1')).toBe('V1_2');
  expect(conflicts).toEqual([
    'Order -> SalesOrder',
    'Order -> SalesOrder2',
    'Order -> SalesOrder3',
    'Query -> Query2',
    'V1 -> V1_2',
  ]);
});
