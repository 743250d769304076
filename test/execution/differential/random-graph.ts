import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { GraphQLEnumType, Kind, parse, print, type TypeNode, visit } from 'graphql';
import type { CallRoute, FieldCacheRule, FieldRoute, Graph, LinkRoute } from '../../../src/graph/graph.ts';
import { fakeCall, fakeGraph, keyedLink, template } from '../fake-graph.ts';
import { Random, seedOf } from './random.ts';

export interface RandomGraph {
  readonly sdl: string;
  readonly graph: Graph;
  /** The same graph in which every output may be null: it shows every error that there is. */
  readonly lenient: () => Graph;
  /** Coordinates that have a permission check. */
  readonly guarded: ReadonlySet<string>;
}

const MATE = 'mate(n: Int)';
const LEAVES = ['Int', 'Float', 'String', 'ID', 'Boolean', 'Color', 'Odd'];
const CACHED: FieldCacheRule = {
  ttlMs: 60_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  scope: 'public',
  tags: [],
  vary: [],
  followUpstream: false,
  lastGood: false,
};

/** A schema of object types with links between them, and root fields that answer them. */
export function randomGraph(seed: number): RandomGraph {
  const random = new Random(seed);
  const builder = new GraphBuilder(random);
  builder.build();
  const { lines, routes, cacheRules, guarded, callRules, invalidations } = builder;
  const sdl = lines.join('\n');
  const parts = { routes, cacheRules, graphTypeNames: new Map([['Foreign1', 'T1']]) };
  const finished = (sdl: string): Graph => {
    const graph = fakeGraph({ sdl, ...parts });
    const known = ofSources(oddScalar(seed % 3 === 0 ? withMappedEnum(graph) : graph));
    return {
      ...known,
      callRules: new Map(
        Object.entries(callRules).map(([coordinate, value]) => [
          coordinate,
          { source: targetSource(known, coordinate), resilience: {}, fallback: { value } },
        ]),
      ),
      invalidations: new Map(
        Object.entries(invalidations).map(([coordinate, tags]) => [coordinate, tags.map(template)]),
      ),
    };
  };
  return {
    sdl,
    graph: finished(sdl),
    lenient: () => finished(withoutNonNullOutputs(sdl)),
    guarded,
  };
}

function withoutNonNullOutputs(sdl: string): string {
  const document = parse(sdl);
  return print(
    visit(document, {
      enter: (node) => (node.kind === Kind.FIELD_DEFINITION ? { ...node, type: nullable(node.type) } : undefined),
    }),
  );
}

function nullable(type: TypeNode): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return nullable(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...type, type: nullable(type.type) } : type;
}

/** Among which the root fields are divided. */
export const SOURCES = ['fake', 'other', 'third'] as const;

function ofSources(graph: Graph): Graph {
  const owned = (route: CallRoute): CallRoute => ({ ...route, source: sourceOf(route.operation.coordinate) });
  const routes = [...graph.routes].map(([coordinate, route]): [string, FieldRoute] => {
    if (route.kind === 'call') return [coordinate, owned(route)];
    return [
      coordinate,
      route.kind === 'link' && route.target.kind === 'call' ? { ...route, target: owned(route.target) } : route,
    ];
  });
  return { ...graph, routes: new Map(routes) };
}

function targetSource({ routes }: Graph, coordinate: string): string {
  const route = routes.get(coordinate);
  if (route?.kind === 'call') return route.source;
  return route?.kind === 'link' ? route.target.source : '';
}

const sourceOf = (coordinate: string): string => SOURCES[seedOf(coordinate) % SOURCES.length] ?? '';

/** The enum with values that are not its names, as services have them. */
function withMappedEnum(graph: Graph): Graph {
  const schema = mapSchema(graph.schema, {
    [MapperKind.ENUM_TYPE]: (type) => {
      if (type.name !== 'Color') return undefined;
      const { values, ...config } = type.toConfig();
      const [red, green, blue] = [{ ...values.RED, value: 'red' }, { ...values.GREEN, value: 7 }, values.BLUE];
      return new GraphQLEnumType({ ...config, values: { RED: red, GREEN: green, BLUE: blue ?? {} } });
    },
  });
  return { ...graph, schema };
}

/** A scalar that changes text, refuses some values, and answers nothing for others. */
function oddScalar(graph: Graph): Graph {
  const odd = graph.schema.getType('Odd');
  if (odd === undefined || !('serialize' in odd)) throw new Error('unreachable');
  odd.serialize = (value: unknown) => {
    if (value === 'refused') throw new TypeError('Odd refuses.');
    return typeof value === 'string' ? `odd ${value}` : value;
  };
  return graph;
}

/** A link without keys: one call for each distinct set of arguments. */
function argumentLink(
  target: string,
  args: Readonly<Record<string, string>>,
  requires: LinkRoute['requires'],
  rest: Partial<LinkRoute> = {},
): LinkRoute {
  return {
    kind: 'link',
    target: fakeCall(target),
    targetCoordinate: target,
    requires,
    resultPath: [],
    args: Object.entries(args).map(([name, text]) => ({ path: [name], value: template(text) })),
    many: false,
    ...rest,
  };
}

class GraphBuilder {
  readonly lines: string[] = ['scalar Odd', 'enum Color { RED GREEN BLUE }'];
  readonly routes: Record<string, FieldRoute> = {};
  readonly cacheRules: Record<string, FieldCacheRule> = {};
  readonly guarded = new Set<string>();
  /** By coordinate, the value that answers when the call fails. */
  readonly callRules: Record<string, unknown> = {};
  readonly invalidations: Record<string, readonly string[]> = {};
  readonly #random: Random;
  readonly #types: string[];
  /** Members of each interface. */
  readonly #named: readonly string[];
  readonly #keyed: readonly string[];
  readonly #query: string[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#types = Array.from({ length: 3 + random.below(3) }, (_, i) => `T${i}`);
    this.#named = this.#types.filter((_, i) => i < 2 || random.chance(0.5));
    this.#keyed = this.#types.filter(() => random.chance(0.6));
  }

  build(): void {
    const random = this.#random;
    this.lines.push(
      'interface Named { name: String id: ID }',
      `interface Keyed { key: ID count: Int ${MATE}: Named }`,
      `interface Both implements Named & Keyed { name: String id: ID key: ID count: Int ${MATE}: Named }`,
      `union Any = ${this.#types.slice(0, 2 + random.below(2)).join(' | ')}`,
    );
    for (const type of this.#types) {
      this.#query.push(`byKeys${type}(keys: [ID!]!, first: Int): [${type}]`);
      this.#query.push(`byParts${type}(keys: [Pair!]!): [${type}]`);
      this.#query.push(`one${type}(id: ID${random.chance(0.5) ? '!' : ''}, lang: String = "en"): ${type}`);
      this.#query.push(`page${type}(keys: [ID!]!): Page${type}`);
      this.#query.push(`find${type}(filter: Find!): [${type}]`);
      this.lines.push(`type Page${type} { items: [${type}] }`);
    }
    this.#query.push('byKeysNamed(keys: [ID!]!): [Named]');
    this.lines.push(
      'input Pair { a: ID b: Int = 7 }',
      'input Find { ids: [ID!] first: Int = 5 colors: [Color!] = [RED, BLUE] }',
      'input Filter { n: Int = 3 must: ID! = "m" colors: [[Color!]] pair: Pair = { a: "d" } deep: Filter choice: Choice odd: [Odd] }',
      'input Choice @oneOf { a: ID c: Color }',
    );
    this.lines.push('type Deep { ref: ID refs: [ID] deep: Deep }');
    for (const type of this.#types) this.#object(type);
    for (let i = 0; i < 4; i += 1)
      this.#query.push(
        `root${i}(n: Int = 1, flag: Boolean, text: String, color: Color = GREEN, filter: Filter = { n: 1 }, odd: Odd = { a: [1] }, colors: [[Color]]): ${this.#output(3)}`,
      );
    this.#query.push('space: Space', 'any: [Any]', 'named: [Named!]', 'keyed: [[Keyed]!]', 'both: Both');
    this.routes['Query.space'] = { kind: 'namespace' };
    this.routes['Space.inner'] = fakeCall('Query.root0');
    this.routes['Space.deep'] = { kind: 'namespace' };
    const root0 = this.#query.find((field) => field.startsWith('root0'))?.replace(/^root0\([^)]*\)/, '');
    this.lines.push(`type Space { inner(n: Int = 1)${root0} deep: Space }`);
    this.#rootLinks();
    this.lines.push(`type Query { ${this.#query.join('\n ')} }`);
    const mutations = Array.from({ length: 3 }, (_, i) => `write${i}(n: Int!, filter: Filter): ${this.#output(1)}`);
    // Nullable: graphql-js goes on to the next root field as soon as a null has wiped a namespace out, the plan when its writes are done.
    const inner = mutations[0]?.replace(/^write0\([^)]*\)/, '').replace(/!$/, '') ?? '';
    this.lines.push(`type Mutation { ${mutations.join('\n ')} space: WriteSpace read(n: Int = 1): ${this.#types[0]} }`);
    this.routes['Mutation.read'] = argumentLink(`Query.one${this.#types[0]}`, { id: '{args.n}' }, []);
    this.lines.push(`type WriteSpace { inner(n: Int!)${inner} other(n: Int!)${inner} }`);
    this.routes['Mutation.space'] = { kind: 'namespace' };
    this.routes['WriteSpace.inner'] = fakeCall('Mutation.write0', 'write');
    this.routes['WriteSpace.other'] = fakeCall('Mutation.write0', 'write');
    this.#emergencies();
    if (random.chance(0.3)) this.guarded.add('Query.root1');
    if (random.chance(0.1)) this.guarded.add('Query.chosen');
    if (random.chance(0.1)) this.guarded.add('Query.space');
    if (random.chance(0.1)) this.guarded.add('Mutation.write1');
    if (random.chance(0.3)) this.cacheRules['Query.root2'] = CACHED;
    if (random.chance(0.3)) this.cacheRules.T0 = CACHED;
    // What is both.
    if (random.chance(0.2)) {
      this.cacheRules['Query.root3'] = CACHED;
      for (const coordinate of ['Query.root3', 'T0.key', 'T1.deep', 'T0.link0']) this.guarded.add(coordinate);
    }
    if (random.chance(0.3)) this.cacheRules['T1.link0'] = { ...CACHED, scope: random.pick(['private', undefined]) };
  }

  /** Links without a parent: their arguments are the caller's. One of them leads to a field of a namespace. */
  #rootLinks(): void {
    const target = this.#random.pick(this.#types);
    const bang = this.#random.chance(0.2) ? '!' : '';
    this.#query.push(`chosen(n: Int = 3, lang: String): ${target}${bang}`, `listed(n: Int!): [${target}${bang}]`);
    this.routes['Query.chosen'] = argumentLink(`Query.one${target}`, { id: 'c{args.n}', lang: '{args.lang}' }, []);
    this.routes['Query.listed'] = argumentLink(`Query.page${target}`, { keys: '{args.n}' }, [], {
      many: true,
      resultPath: ['items'],
    });
  }

  /** What stands in for calls that fail, what is kept for such, and what writes make stale. */
  #emergencies(): void {
    const random = this.#random;
    const links = Object.keys(this.routes).filter((coordinate) => this.routes[coordinate]?.kind === 'link');
    for (const root of ['root0', 'root1', 'root2', 'any', 'chosen'])
      if (random.chance(0.4)) this.callRules[`Query.${root}`] = null;
    if (random.chance(0.4)) this.callRules['Query.named'] = [];
    for (const link of links) if (random.chance(0.25)) this.callRules[link] = null;
    if (random.chance(0.3)) this.invalidations['Mutation.write1'] = ['all', 'n:{args.n}', 'id:{result.id}'];
    if (random.chance(0.3)) this.cacheRules['Query.any'] = { ...CACHED, tags: ['all', 'id:{id}'].map(template) };
    if (random.chance(0.3))
      this.cacheRules['Query.both'] = { ...CACHED, ttlMs: 0, staleIfErrorMs: 60_000, lastGood: true };
  }

  #object(type: string): void {
    const random = this.#random;
    const fields = ['id: ID', 'name: String', 'key: ID', 'count: Int', 'keys: [ID]', 'toString: String'];
    if (random.chance(0.7)) {
      fields.push('renamed: String');
      this.routes[`${type}.renamed`] = {
        kind: 'property',
        property: random.pick(['other_name', 'constructor', 'a"b']),
      };
    }
    for (let i = 0; i < 2 + random.below(3); i += 1) fields.push(`leaf${i}: ${this.#wrapped(random.pick(LEAVES))}`);
    fields.push('deep: Deep');
    if (random.chance(0.4)) fields.push(`told(n: Int!, text: String): ${this.#wrapped('String')}`);
    for (let i = 0; i < 1 + random.below(2); i += 1) fields.push(`inner${i}: ${this.#output(1)}`);
    for (let i = 0; i < 1 + random.below(3); i += 1) this.#link(type, `link${i}`, fields);
    if (random.chance(0.5)) this.#hoists(type, fields);
    for (const field of fields) {
      const name = field.split(/[(:]/)[0];
      if (random.chance(0.06)) this.guarded.add(`${type}.${name}`);
    }
    if (this.#keyed.includes(type)) this.#mate(type, fields);
    const interfaces = [
      ...(this.#named.includes(type) ? ['Named'] : []),
      ...(this.#keyed.includes(type) ? ['Keyed'] : []),
      ...(this.#named.includes(type) && this.#keyed.includes(type) ? ['Both'] : []),
    ];
    const implemented = interfaces.length > 0 ? ` implements ${interfaces.join(' & ')}` : '';
    this.lines.push(`type ${type}${implemented} { ${fields.join('\n ')} }`);
  }

  /** A field that one member of an interface holds and another links, each with a type of its own. */
  #mate(type: string, fields: string[]): void {
    const random = this.#random;
    const target = random.pick([...this.#named, 'Named']);
    fields.push(`${MATE}: ${target}${random.chance(0.2) ? '!' : ''}`);
    if (random.chance(0.5)) this.routes[`${type}.mate`] = keyedLink(`Query.byKeys${target}`, 'key', 'id');
  }

  #link(type: string, name: string, fields: string[]): void {
    const random = this.#random;
    const target = random.pick(this.#types);
    const coordinate = `${type}.${name}`;
    const bang = random.chance(0.25) ? '!' : '';
    const first: Partial<LinkRoute> = { args: [{ path: ['first'], value: template('{args.n}') }] };
    const max = random.pick([1, 2, 100]);
    switch (random.below(14)) {
      case 0:
        fields.push(`${name}(n: Int = 2): ${target}${bang}`);
        this.routes[coordinate] = keyedLink(`Query.byKeys${target}`, 'key', 'id', first, max);
        return;
      case 1:
        fields.push(`${name}: [${target}${bang}]${random.chance(0.3) ? '!' : ''}`);
        this.routes[coordinate] = keyedLink(`Query.page${target}`, 'key', 'key', { many: true, resultPath: ['items'] });
        return;
      case 2:
        fields.push(`${name}: [${target}${bang}]`);
        this.routes[coordinate] = keyedLink(`Query.byKeys${target}`, 'keys', 'id', {
          many: true,
          keyed: { keys: [['keys']], by: [['id']], arg: ['keys'], max: 100, list: true },
        });
        return;
      case 3:
        fields.push(`${name}: ${target}${bang}`);
        this.routes[coordinate] = {
          ...keyedLink(`Query.byParts${target}`, 'key', 'key'),
          requires: [['key'], ['count']],
          keyed: {
            keys: [['key'], ['count']],
            by: [['key'], ['count']],
            arg: ['keys'],
            argFields: ['a', 'b'],
            max: 100,
            list: false,
          },
        };
        return;
      case 4:
        fields.push(`${name}: ${target}${bang}`);
        this.routes[coordinate] = keyedLink(`Query.byKeys${target}`, 'key', 'id', {
          requires: [['key'], ['count']],
          args: [{ path: ['first'], value: template('{count}') }],
        });
        return;
      case 5:
        fields.push(`${name}: ${target}${bang}`);
        this.routes[coordinate] = keyedLink(`Query.byKeys${target}`, 'deep.ref', 'id', {}, max);
        return;
      case 6:
        fields.push(`${name}: [${target}]`);
        this.routes[coordinate] = keyedLink(`Query.byKeys${target}`, 'deep.refs', 'id', {
          many: true,
          keyed: { keys: [['deep', 'refs']], by: [['id']], arg: ['keys'], max, list: true },
        });
        return;
      case 7:
        fields.push(`${name}: Named${bang}`);
        this.routes[coordinate] = keyedLink('Query.byKeysNamed', 'key', 'id', {}, max);
        return;
      case 8:
        fields.push(`${name}: [${target}${bang}]`);
        this.routes[coordinate] = argumentLink(`Query.page${target}`, { keys: '{key}' }, [['key']], {
          many: true,
          resultPath: ['items'],
        });
        return;
      case 9:
        fields.push(`${name}(n: Int = 1): ${target}${bang}`);
        this.routes[coordinate] = argumentLink(
          `Query.one${target}`,
          { id: '{context.jwt.sub}', lang: 'l-{key}-{args.n}' },
          [['key']],
        );
        return;
      case 10:
        fields.push(`${name}: ${target}${bang}`);
        this.routes[coordinate] = {
          ...keyedLink(`Query.byParts${target}`, 'key', 'key'),
          requires: [['deep', 'ref'], ['count']],
          keyed: {
            keys: [['deep', 'ref'], ['count']],
            by: [['key'], ['count']],
            arg: ['keys'],
            argFields: ['a', 'b'],
            max,
            list: false,
          },
        };
        return;
      case 11:
        fields.push(`${name}(n: Int): ${target}${bang}`);
        this.routes[coordinate] = keyedLink(`Query.find${target}`, 'key', 'id', {
          keyed: { keys: [['key']], by: [['id']], arg: ['filter', 'ids'], max, list: false },
          args: [{ path: ['filter', 'first'], value: template('{args.n}') }],
        });
        return;
      case 12:
        fields.push(`${name}(n: Int!): [${target}]${bang}`);
        this.routes[coordinate] = argumentLink(`Query.find${target}`, {}, [['key'], ['count']], {
          many: true,
          args: [
            { path: ['filter', 'ids'], value: template('{key}') },
            { path: ['filter', 'first'], value: template('{count}') },
          ],
        });
        return;
      default:
        fields.push(`${name}(lang: String): ${target}${bang}`);
        this.routes[coordinate] = argumentLink(`Query.one${target}`, { id: '{key}', lang: '{args.lang}' }, [['key']]);
    }
  }

  #hoists(type: string, fields: string[]): void {
    const target = this.#random.pick(this.#types);
    fields.push('hoistedDeep: Deep', `hoistedKeys: [ID${this.#random.chance(0.2) ? '!' : ''}]`);
    this.routes[`${type}.hoistedDeep`] = keyedLink(`Query.byKeys${target}`, 'key', 'id', { hoist: 'deep' });
    this.routes[`${type}.hoistedKeys`] = keyedLink(`Query.byKeys${target}`, 'key', 'id', { hoist: 'keys' });
    fields.push('hoistedName: String', `hoistedCount: Int${this.#random.chance(0.2) ? '!' : ''}`);
    this.routes[`${type}.hoistedName`] = keyedLink(`Query.byKeys${target}`, 'key', 'id', { hoist: 'name' });
    this.routes[`${type}.hoistedCount`] = keyedLink(`Query.byKeys${target}`, 'key', 'id', { hoist: 'count' });
  }

  #output(lists: number): string {
    const random = this.#random;
    const named = random.pick([...this.#types, ...this.#types, 'Named', 'Any', 'Both']);
    let text = `${named}${random.chance(0.3) ? '!' : ''}`;
    for (let i = 0; i < lists; i += 1) if (random.chance(0.5)) text = `[${text}]${random.chance(0.3) ? '!' : ''}`;
    return text;
  }

  #wrapped(named: string): string {
    const random = this.#random;
    let text = `${named}${random.chance(0.3) ? '!' : ''}`;
    for (let i = 0; i < 2; i += 1) if (random.chance(0.2)) text = `[${text}]${random.chance(0.3) ? '!' : ''}`;
    return text;
  }
}
