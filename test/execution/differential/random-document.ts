import {
  doTypesOverlap,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Random } from './random.ts';

export interface RandomDocument {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const VARIABLES: Readonly<Record<string, readonly [declaration: string, values: readonly unknown[]]>> = {
  n: ['$n: Int', [1, 2, null]],
  m: ['$m: Int! = 3', [4, undefined, 5]],
  t: ['$t: String = "t"', ['x', null, undefined]],
  i: ['$i: ID', ['7', 8, undefined]],
  c: ['$c: Color', ['RED', 'BLUE', null]],
  ids: ['$ids: [ID!]!', [['1', 2], '3', []]],
  must: ['$must: ID! = "1"', ['2', undefined, 3]],
  pairs: ['$pairs: [Pair!]! = [{ a: "1" }]', [[{ a: 1, b: 2 }], undefined, { a: '2', b: null }]],
  filter: [
    '$filter: Filter',
    [
      { n: 4, must: 5 },
      { colors: [['RED'], null], pair: { b: 1 }, deep: { deep: { n: null } } },
      { colors: 'BLUE', choice: { c: 'GREEN' } },
      null,
      undefined,
      { choice: { a: '1', c: 'RED' } },
      { must: null },
    ],
  ],
  odd: ['$odd: Odd', [{ a: [1, { b: null }], c: 'x' }, 7, 'text', [[]], null, undefined]],
  odds: ['$odds: [Odd] = [{ z: 1.5 }]', [[1, null, { k: [] }], 'one', undefined]],
  matrix: ['$matrix: [[Color]]', [[['RED', null], null], ['BLUE'], 'GREEN', undefined]],
  type: ['$type: String!', ['T0', 'Named', 'Color', 'Filter', 'Nope', 'Int']],
  colors: ['$colors: [Color!] = [GREEN]', [['RED', 'BLUE'], 'RED', undefined, null]],
  yes: ['$yes: Boolean!', [true, false]],
  no: ['$no: Boolean = true', [false, undefined, true]],
};

/** A document for a schema. It may be invalid where fields do not merge; the caller validates. */
export function randomDocument(schema: GraphQLSchema, random: Random): RandomDocument {
  return new DocumentMaker(schema, random).make();
}

class DocumentMaker {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #used = new Set<string>();
  readonly #fragments: string[] = [];
  readonly #spreads: { readonly name: string; readonly on: GraphQLNamedType }[] = [];
  #budget = 45;
  #usesRef = false;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  make(): RandomDocument {
    const random = this.#random;
    const isMutation = random.chance(0.15);
    const root = isMutation ? this.#schema.getMutationType() : this.#schema.getQueryType();
    if (root === null || root === undefined) throw new Error('No root type.');
    const set = this.#set(root, 0);
    const declarations = [...this.#used].map((name) => VARIABLES[name]?.[0]).join(' ');
    const operation = `${isMutation ? 'mutation' : 'query'} Q${declarations === '' ? '' : `(${declarations})`} ${set}`;
    const variables: Record<string, unknown> = {};
    for (const name of this.#used) {
      const value = random.pick([...(VARIABLES[name]?.[1] ?? []), VARIABLES[name]?.[1][0]]);
      if (value !== undefined) variables[name] = value;
      if (random.chance(0.01)) variables[name] = random.pick(['many', { a: 1 }, 2 ** 40, [[1]]]);
    }
    const fragments = this.#usesRef ? [...this.#fragments, 'fragment Ref on __Type { name kind }'] : this.#fragments;
    return { text: [operation, ...fragments].join('\n'), variables };
  }

  #set(type: GraphQLNamedType, depth: number): string {
    const random = this.#random;
    const parts: string[] = [];
    const count = depth === 0 ? 1 + random.below(3) : 1 + random.below(4);
    for (let i = 0; i < count || parts.length === 0; i += 1) {
      const roll = random.next();
      if (roll < 0.1) parts.push(`${random.chance(0.3) ? 'kind: ' : ''}__typename${this.#directives()}`);
      else if (roll < 0.2 && depth < 5) parts.push(this.#inline(type, depth));
      else if (roll < 0.26 && depth < 5) parts.push(this.#spread(type, depth));
      else if (roll < 0.28 && type === this.#schema.getQueryType()) parts.push(this.#introspection());
      else parts.push(this.#field(type, depth));
    }
    if (random.chance(0.1)) parts.push(random.pick(parts));
    return `{ ${parts.join(' ')} }`;
  }

  #introspection(): string {
    const random = this.#random;
    const one = '{ kind name ...Ref ofType { name ofType { ...Ref } } }';
    const text = random.pick([
      '__type(name: "T0") { name fields { name } }',
      '__schema { types { name kind } }',
      `t: __type(name: $type)${this.#directives()} { __typename ...Ref possibleTypes ${one} interfaces ${one} enumValues(includeDeprecated: $yes) { name } inputFields { name defaultValue type ${one} } }`,
      `__schema { queryType { n: name fields(includeDeprecated: true) { name args { name defaultValue type ${one} } type ${one} } } directives { name locations } }`,
    ]);
    if (text.includes('...Ref')) this.#usesRef = true;
    for (const [, name = ''] of text.matchAll(/\$(\w+)/g)) this.#used.add(name);
    return text;
  }

  #field(type: GraphQLNamedType, depth: number): string {
    const random = this.#random;
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
    this.#budget -= 1;
    const all = Object.values(type.getFields());
    const shallow = all.filter((field) => !isCompositeType(getNamedType(field.type)));
    const fields = depth > 5 || this.#budget < 0 ? shallow : all;
    if (fields.length === 0) return '__typename';
    const field = random.pick(fields);
    const args = this.#arguments(field);
    const named = getNamedType(field.type);
    const set = isCompositeType(named) ? this.#set(named, depth + 1) : '';
    // An alias that says what it stands for merges with its like.
    const own = args !== '' || random.chance(0.15) ? `a${hash(field.name + args)}: ` : '';
    // One that stands for different things collides where they are of one object, and must not where they are of two.
    const alias = random.chance(0.02) ? `${random.pick(['x', 'x', 'name', '__proto__'])}: ` : own;
    return `${alias}${field.name}${args}${this.#directives()} ${set}`;
  }

  #inline(type: GraphQLNamedType, depth: number): string {
    const condition = this.#condition(type);
    const on = condition === type && this.#random.chance(0.3) ? '' : `on ${condition.name}`;
    return `... ${on}${this.#directives()} ${this.#set(condition, depth + 1)}`;
  }

  #spread(type: GraphQLNamedType, depth: number): string {
    const random = this.#random;
    const condition = this.#condition(type);
    const known = this.#spreads.filter((fragment) => fragment.on === condition);
    if (known.length > 0 && random.chance(0.5)) return `...${random.pick(known).name}${this.#directives()}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push('');
    this.#fragments[Number(name.slice(1))] = `fragment ${name} on ${condition.name} ${this.#set(condition, depth + 1)}`;
    // Known to others only once it is whole, so that none spreads itself.
    this.#spreads.push({ name, on: condition });
    return `...${name}${this.#directives()}`;
  }

  #condition(type: GraphQLNamedType): GraphQLNamedType {
    const options: GraphQLNamedType[] = [type];
    if (isAbstractType(type)) options.push(...this.#schema.getPossibleTypes(type));
    if (isObjectType(type)) options.push(...type.getInterfaces());
    // Also those that have only some members in common with it.
    for (const other of Object.values(this.#schema.getTypeMap())) {
      if (isAbstractType(other) && isCompositeType(type) && doTypesOverlap(this.#schema, type, other))
        options.push(other);
    }
    return this.#random.pick(options);
  }

  #directives(): string {
    const random = this.#random;
    if (!random.chance(0.12)) return '';
    const value = random.pick(['true', 'false', '$yes', '$yes', random.chance(0.3) ? '$no' : 'true']);
    if (value.startsWith('$')) this.#used.add(value.slice(1));
    const one = ` @${random.pick(['skip', 'include'])}(if: ${value})`;
    if (!random.chance(0.15)) return one;
    this.#used.add('yes');
    return `${one} @${one.includes('@skip') ? 'include' : 'skip'}(if: $yes)`;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const random = this.#random;
    const given: string[] = [];
    for (const { name, type } of field.args) {
      const required = String(type).endsWith('!');
      if (!required && random.chance(0.5)) continue;
      given.push(`${name}: ${this.#argument(String(type))}`);
    }
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  #argument(type: string): string {
    const random = this.#random;
    const options: Record<string, readonly string[]> = {
      Int: ['1', '2', '$n', '$m'],
      'Int!': ['1', '2', '$m'],
      String: ['"a"', '"b"', '$t', 'null'],
      Boolean: ['true', 'false', '$yes'],
      ID: ['"1"', '2', '$i'],
      'ID!': ['"1"', '2', '$must'],
      Color: ['RED', 'GREEN', '$c'],
      '[ID!]!': ['["1", 2]', '"3"', '$ids', '[$must]'],
      Odd: [
        '$odd',
        '{ a: $n, b: [$t, { c: $i, d: RED }], e: 1.5e3, f: "x", g: null }',
        '[[1], $odds]',
        '"text"',
        'null',
      ],
      '[[Color]]': ['$matrix', '[[RED, $c], null, $colors]', '[BLUE]', 'GREEN', '[[]]'],
      Filter: [
        '{ odd: [$odd, { deep: [$n] }, null] }',
        '{ odd: $odds, colors: [[BLUE]] }',
        '{ odd: { one: $yes } }',
        '$filter',
        '{ colors: [$colors] }',
        '{ n: $n, must: $must, pair: { a: $i } }',
        '{ colors: [[RED, $c], null], deep: { n: 1, choice: { c: BLUE } } }',
        '{ colors: GREEN, choice: { a: $must } }',
        'null',
      ],
      'Find!': [
        '{ ids: ["1", 2], first: $n }',
        '{ ids: $ids }',
        '{ ids: "3", colors: [BLUE] }',
        '{ first: 2, colors: $colors }',
      ],
      '[Pair!]!': ['[{ a: "1", b: 2 }]', '{ a: $i, b: $n }', '$pairs'],
    };
    const value = random.pick(options[type] ?? ['null']);
    for (const [, name = ''] of value.matchAll(/\$(\w+)/g)) this.#used.add(name);
    return value;
  }
}

function hash(text: string): string {
  let value = 7;
  for (let i = 0; i < text.length; i += 1) value = (Math.imul(value, 31) + text.charCodeAt(i)) >>> 0;
  return value.toString(36);
}
