import { buildSchema, GraphQLError } from 'graphql';
import { and, chain, deny, inputRule, not, or, race, rule } from 'graphql-shield';
import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { createPermissions, permissionRuleNames } from '../../../src/execution/permissions/create-permissions.ts';
import type { FieldRoute, PermissionExpression } from '../../../src/graph/graph.ts';
import { contextOf } from '../resilience/pipeline-kit.ts';

const schema = buildSchema(`
  type Query { node: Node me: Customer orders: [Order!]! search: [Hit!]! }
  interface Node { id: ID! secret: String }
  type Customer implements Node { id: ID! secret: String email: String manager: Customer }
  type Order implements Node { id: ID! secret: String total: Int }
  type Note { text: String }
  union Hit = Note | Order
  enum Colour { RED }
`);

const named = (name: string): PermissionExpression => ({ kind: 'rule', name });

interface Setup {
  rules?: Record<string, unknown>;
  expressions?: Record<string, PermissionExpression>;
  fields?: Record<string, unknown>;
  unlisted?: 'allow' | 'deny';
  routes?: Record<string, FieldRoute>;
}

function permissionsOf({ rules = {}, expressions = {}, fields, unlisted = 'allow', routes = {} }: Setup) {
  const graph = {
    schema,
    routes: new Map(Object.entries(routes)),
    permissionRules: new Map(Object.entries(expressions)),
  };
  return createPermissions({ graph, rules, fields, unlisted });
}

function verdict(setup: Setup, coordinate: string, parent: unknown = {}, context = contextOf()) {
  const { checks, issues } = permissionsOf(setup);
  expect(issues).toEqual([]);
  return checks(coordinate)?.(parent, {}, context, coordinate);
}

const FORBIDDEN = { code: 'FORBIDDEN', message: 'Access is not allowed.' };
const yes = () => true;
const no = () => false;
const breaks = () => {
  throw new TypeError('secret dsn');
};

describe('a rule', () => {
  test.each([
    ['of graphql-shield', rule()(async () => true), true],
    ['that denies', rule()(() => false), FORBIDDEN],
    ['that returns nothing', rule()(() => undefined as never), FORBIDDEN],
    ['that returns a truthy value', rule()(() => 1 as never), FORBIDDEN],
    ['that returns its reason as text', rule()(() => 'Staff only.'), { code: 'FORBIDDEN', message: 'Staff only.' }],
    ['that returns an error', rule()(() => new Error('Staff only.')), { code: 'FORBIDDEN', message: 'Staff only.' }],
    [
      'that asks for a login',
      rule()(() => new GraphQLError('Log in.', { extensions: { code: 'UNAUTHENTICATED' } })),
      { code: 'UNAUTHENTICATED', message: 'Log in.' },
    ],
    ['that throws', rule()(breaks), { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error.' }],
    ['that rejects', rule()(async () => breaks()), { code: 'INTERNAL_SERVER_ERROR' }],
    [
      'whose upstream is down',
      rule()(() => Promise.reject(new GatewayError('UPSTREAM_TIMEOUT'))),
      { code: 'UPSTREAM_TIMEOUT' },
    ],
    ['as a plain function', yes, true],
    ['and', and(rule()(yes), rule()(no)), FORBIDDEN],
    ['or', or(rule()(no), rule()(yes)), true],
    [
      'chain',
      chain(
        rule()(yes),
        rule()(async () => true),
      ),
      true,
    ],
    [
      'race',
      race(
        rule()(async () => false),
        rule()(no),
      ),
      FORBIDDEN,
    ],
    ['not', not(rule()(no)), true],
    ['not with a reason', not(rule()(yes), 'Not for staff.'), { code: 'FORBIDDEN', message: 'Not for staff.' }],
    ['deny', deny, FORBIDDEN],
    ['deep', and(or(rule()(no), not(rule()(async () => false))), rule()(yes)), true],
  ])('%s', async (_, value, expected) => {
    const outcome = await verdict({ fields: { 'Order.total': value } }, 'Order.total');
    if (expected === true) expect(outcome).toBe(true);
    else expect(outcome).toMatchObject(expected as object);
  });

  test('that validates the arguments answers with what is wrong', async () => {
    const checked = inputRule()((yup) => yup.object({ first: yup.number().max(10) }));
    const check = permissionsOf({ fields: { 'Query.orders': checked } }).checks('Query.orders');
    expect(await check?.({}, { first: 5 }, contextOf(), 'Query.orders')).toBe(true);
    expect(await check?.({}, { first: 50 }, contextOf(), 'Query.orders')).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('receives the parent, the arguments, the context and the field', () => {
    const seen = vi.fn((..._: unknown[]) => true);
    const context = contextOf();
    const parent = { id: 1 };
    permissionsOf({ fields: { 'Order.total': seen } }).checks('Order.total')?.(
      parent,
      { a: 1 },
      context,
      'Order.total',
    );
    expect(seen.mock.calls[0]?.slice(0, 3)).toEqual([parent, { a: 1 }, context]);
    expect(seen.mock.calls[0]?.[3]).toMatchObject({ fieldName: 'total', parentType: schema.getType('Order') });
  });
});

describe('an expression', () => {
  const rules = { yes, no, breaks, later: async () => true, laterNo: async () => false };
  const on = (expression: PermissionExpression) =>
    verdict({ rules, expressions: { 'Order.total': expression } }, 'Order.total');
  const not_ = (of: PermissionExpression): PermissionExpression => ({ kind: 'not', of });
  const join = (kind: 'and' | 'or', ...names: string[]): PermissionExpression => ({ kind, of: names.map(named) });

  test('of synchronous rules answers synchronously', () => {
    expect(on({ kind: 'or', of: [named('no'), { kind: 'and', of: [named('yes'), not_(named('no'))] }] })).toBe(true);
    expect(on(join('and', 'yes', 'no'))).toMatchObject(FORBIDDEN);
    expect(on(named('allow'))).toBeUndefined();
    expect(on(named('deny'))).toMatchObject(FORBIDDEN);
  });

  test('waits only for rules that answer later', async () => {
    expect(await on(join('and', 'later', 'laterNo', 'yes'))).toMatchObject(FORBIDDEN);
    expect(await on(join('or', 'laterNo', 'later'))).toBe(true);
    expect(await on(not_(named('laterNo')))).toBe(true);
  });

  test('never allows because a rule broke, not even under not', () => {
    expect(on(not_(named('breaks')))).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(on(not_(join('or', 'breaks', 'no')))).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(on(join('and', 'yes', 'breaks'))).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(on(join('or', 'no', 'breaks'))).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  test('allows where one rule of an or does, whatever became of the other', () => {
    expect(on(join('or', 'breaks', 'yes'))).toBe(true);
  });

  test('does not ask what no longer matters', () => {
    const asked = vi.fn(yes);
    verdict({ rules: { no, asked }, expressions: { 'Order.total': join('and', 'no', 'asked') } }, 'Order.total');
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('where a rule stands', () => {
  test('on an interface field, it protects every member', () => {
    for (const coordinate of ['Customer.secret', 'Order.secret']) {
      expect(verdict({ fields: { 'Node.secret': deny } }, coordinate)).toMatchObject(FORBIDDEN);
    }
    expect(verdict({ fields: { 'Node.secret': deny } }, 'Order.total')).toBeUndefined();
  });

  test('on an interface, it protects what the interface shows', () => {
    expect(verdict({ fields: { Node: deny } }, 'Customer.id')).toMatchObject(FORBIDDEN);
    expect(verdict({ fields: { Node: deny } }, 'Customer.email')).toBeUndefined();
  });

  test('on a union, it protects every field of its members', () => {
    expect(verdict({ expressions: { Hit: named('deny') } }, 'Note.text')).toMatchObject(FORBIDDEN);
    expect(verdict({ expressions: { Hit: named('deny') } }, 'Customer.id')).toBeUndefined();
  });

  test('on an interface, it must allow besides the rule of the member', () => {
    expect(verdict({ fields: { 'Node.secret': no, 'Order.secret': yes } }, 'Order.secret')).toMatchObject(FORBIDDEN);
    expect(verdict({ fields: { 'Node.secret': yes, 'Order.secret': no } }, 'Order.secret')).toMatchObject(FORBIDDEN);
  });

  test('on a type, it holds for the fields that have none of their own', () => {
    const setup: Setup = { fields: { Order: no, 'Order.total': yes } };
    expect(verdict(setup, 'Order.id')).toMatchObject(FORBIDDEN);
    expect(verdict(setup, 'Order.total')).toBe(true);
  });

  test('twice, as a directive and in a table, both must allow', () => {
    const setup: Setup = { rules: { no }, expressions: { 'Order.total': named('no') }, fields: { 'Order.total': yes } };
    expect(verdict(setup, 'Order.total')).toMatchObject(FORBIDDEN);
  });

  test('nowhere, the choice for unlisted fields stands', () => {
    expect(verdict({ unlisted: 'allow' }, 'Order.id')).toBeUndefined();
    expect(verdict({ unlisted: 'deny' }, 'Order.id')).toMatchObject(FORBIDDEN);
    expect(verdict({ unlisted: 'deny', expressions: { 'Order.id': named('allow') } }, 'Order.id')).toBeUndefined();
  });
});

describe('what is remembered', () => {
  const counted = (cache: 'contextual' | 'strict' | 'no_cache') => {
    const func = vi.fn((parent: { id?: number }) => parent.id !== 2);
    return { func, setup: { fields: { 'Order.total': rule({ cache })(func), 'Order.id': rule({ cache })(func) } } };
  };

  test('ends with the operation: a context of another caller asks again', () => {
    const isStaff = vi.fn((_: unknown, __: unknown, { user }: { user: { staff?: boolean } }) => user.staff === true);
    const shared = rule({ cache: 'contextual' })(isStaff);
    const { checks } = permissionsOf({ fields: { 'Order.total': shared, 'Order.id': shared } });
    const staff = contextOf({ user: { staff: true } });
    const guest = contextOf({ user: {} });
    expect(checks('Order.total')?.({}, {}, staff, '')).toBe(true);
    expect(checks('Order.id')?.({}, {}, staff, '')).toBe(true);
    expect(isStaff).toHaveBeenCalledTimes(1);
    expect(checks('Order.total')?.({}, {}, guest, '')).toMatchObject(FORBIDDEN);
  });

  test('strictly, depends on parent and arguments; without cache, nothing is', () => {
    for (const [cache, times] of [
      ['strict', 2],
      ['no_cache', 3],
    ] as const) {
      const { func, setup } = counted(cache);
      const check = permissionsOf(setup).checks('Order.total');
      const context = contextOf();
      expect(check?.({ id: 1 }, {}, context, '')).toBe(true);
      expect(check?.({ id: 1 }, {}, context, '')).toBe(true);
      expect(check?.({ id: 2 }, {}, context, '')).toMatchObject(FORBIDDEN);
      expect(func).toHaveBeenCalledTimes(times);
    }
  });
});

describe('what rules read of the parent', () => {
  test('is what their fragments say, by the names of the source', () => {
    const owner = rule({ fragment: 'fragment Owner on Customer { id manager { email } }' })(yes);
    const { checks } = permissionsOf({
      rules: { owner, yes },
      expressions: { 'Customer.secret': { kind: 'or', of: [named('owner'), named('yes')] } },
      routes: { 'Customer.id': { kind: 'property', property: 'customer_id' } },
    });
    expect(checks('Customer.secret')?.requires).toEqual([['customer_id'], ['manager', 'email']]);
  });
});

test('a name that is no rule, which composition reports, allows nothing', () => {
  const expressions = { 'Order.total': named('toString') };
  expect(verdict({ expressions }, 'Order.total')).toMatchObject(FORBIDDEN);
});

describe('what is wrong is said before anything starts', () => {
  test.each<[string, Setup, string]>([
    [
      'an unknown type',
      { fields: { 'Oder.total': yes } },
      'The graph has no type "Oder". Did you mean "Order" or "Node"?',
    ],
    ['an unknown field', { fields: { 'Order.totl': yes } }, '"Order" has no field "totl". Did you mean "total"?'],
    [
      'an unknown field of an interface',
      { fields: { 'Node.secrets': yes } },
      '"Node" has no field "secrets". Did you mean "secret"?',
    ],
    [
      'a type without fields',
      { fields: { Colour: yes } },
      '"Colour" has no fields to protect. Put the rule on the fields that return it.',
    ],
    [
      'no coordinate',
      { fields: { 'Order.total.cents': yes } },
      '"Order.total.cents" is no coordinate. Write "Type" or "Type.field".',
    ],
    [
      'no rule',
      { fields: { Order: { total: yes } } },
      'The rule of "Order" is neither a rule of graphql-shield nor a function.',
    ],
    [
      'a broken fragment',
      { fields: { 'Order.total': rule({ fragment: 'fragment {' })(yes) } },
      'A rule of "Order.total" has a fragment that is no GraphQL.',
    ],
  ])('%s', (_, setup, message) => {
    const { checks, issues } = permissionsOf(setup);
    expect(issues).toMatchObject([{ severity: 'error', code: 'RULE_INVALID', message }]);
    const coordinate = issues[0]?.at ?? '';
    const outcome = checks(coordinate)?.({}, {}, contextOf(), coordinate);
    if (message.startsWith('There is no')) expect(outcome).toMatchObject(FORBIDDEN);
  });

  test('expressions may use the rules and two names that are always there', () => {
    expect(permissionRuleNames({ isSelf: yes })).toEqual(['isSelf', 'allow', 'deny']);
  });
});
