import {
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isOutputType,
  isScalarType,
} from 'graphql';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import type { PermissionChecks } from '../../../src/execution/permissions/permission-check.ts';
import type { Handler } from '../../../src/execution/pipeline.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import type { CallConnector } from '../../../src/sources/source.ts';
import { canonicalText } from '../../../src/utils/canonical-text.ts';
import { select } from '../fake-source.ts';
import { Random, seedOf } from './random.ts';

/** How often upstreams send what they should not, and fail. */
export interface Faults {
  readonly garbage: number;
  readonly failure: number;
  readonly missing: number;
}

/**
 * Services whose answers depend on the question alone, so that whoever asks, however often and with whatever others, hears the same. What
 * writes is noted in `log`.
 */
export function randomHandler(graph: Graph, seed: number, faults: Faults, log: string[]): Handler {
  return async (call) => {
    const { operation, args, batch } = call;
    const question = `${operation.coordinate} ${canonicalText(args)}`;
    const writes = operation.effect === 'write';
    if (writes) log.push(`begins ${question}`);
    await turns(new Random(seedOf(seed, call.field, question)).below(4));
    if (writes) log.push(`ends ${question}`);
    if (new Random(seedOf(seed, 'fails', question)).chance(faults.failure)) {
      throw new GatewayError('UPSTREAM_FAILED', `${operation.coordinate} failed.`, { source: call.source });
    }
    const [typeName = '', fieldName = ''] = operation.coordinate.split('.');
    const parent = graph.schema.getType(typeName);
    const type = isObjectType(parent) ? parent.getFields()[fieldName]?.type : undefined;
    if (type === undefined) throw new Error(`No type for ${operation.coordinate}`);
    if (batch === undefined) {
      return select(new ValueMaker(graph, new Random(seedOf(seed, question)), faults).make(type, 4), call.selection);
    }
    const answer = new Map<string, unknown>();
    const items = getNamedType(type).name.startsWith('Page')
      ? getNamedType(type).name.slice(4)
      : getNamedType(type).name;
    const itemType = graph.schema.getType(items);
    if (!isOutputType(itemType)) throw new Error(`No items of ${operation.coordinate}`);
    const selection =
      batch.resultPath.length > 0 ? call.selection?.fields.get(batch.resultPath[0] ?? '') : call.selection;
    for (const text of batch.keys.keys()) {
      const random = new Random(seedOf(seed, question, text));
      const item = (): unknown => select(new ValueMaker(graph, random, faults).item(itemType, 3), selection);
      if (random.chance(faults.failure / 2)) {
        answer.set(text, new GatewayError('UPSTREAM_REJECTED', `Key ${text} failed.`, { source: call.source }));
      } else if (random.chance(faults.missing)) answer.set(text, null);
      else answer.set(text, batch.many ? Array.from({ length: random.below(3) }, item) : item());
    }
    return answer;
  };
}

/** Checks that read the parent's `id`, some of them after a while. */
export function randomChecks(guarded: ReadonlySet<string>, seed: number): PermissionChecks {
  return (coordinate) => {
    if (!guarded.has(coordinate)) return undefined;
    const isRoot = /^(?:Query|Mutation|Space)\./.test(coordinate);
    const decide = (parent: unknown, args: unknown): true | GatewayError => {
      const id = isRoot ? '' : canonicalText((parent as { id?: unknown }).id ?? null);
      const random = new Random(seedOf(seed, coordinate, id, canonicalText(args)));
      if (random.chance(0.05)) throw new Error('A rule broke.');
      return random.chance(0.6) || new GatewayError('FORBIDDEN', `No ${coordinate}.`, { coordinate });
    };
    const isLate = new Random(seedOf(seed, coordinate)).chance(0.5);
    const check = isLate ? async (parent: unknown, args: unknown) => decide(parent, args) : decide;
    return isRoot ? check : Object.assign(check, { requires: [['id']] });
  };
}

class ValueMaker {
  readonly #graph: Graph;
  readonly #random: Random;
  readonly #faults: Faults;

  constructor(graph: Graph, random: Random, faults: Faults) {
    this.#graph = graph;
    this.#random = random;
    this.#faults = faults;
  }

  make(type: GraphQLOutputType, depth: number): unknown {
    const random = this.#random;
    if (random.chance(this.#faults.garbage)) return this.#garbage();
    if (isNonNullType(type)) return this.#present(type.ofType, depth);
    return random.chance(0.12) ? random.pick([null, undefined]) : this.#present(type, depth);
  }

  #present(type: GraphQLOutputType, depth: number): unknown {
    const random = this.#random;
    if (isListType(type)) return Array.from({ length: random.below(4) }, () => this.make(type.ofType, depth));
    if (isScalarType(type)) return this.#scalar(type.name);
    if (isEnumType(type)) return random.pick(type.getValues()).value;
    if (isObjectType(type)) return this.object(type.name, depth);
    if (isAbstractType(type)) {
      const members = this.#graph.schema.getPossibleTypes(type);
      // One that nothing implements. To throw here would fail whole batches, which the evaluators need not make alike.
      if (members.length === 0) return null;
      const member = random.pick(members);
      const name = member.name === 'T1' && random.chance(0.5) ? 'Foreign1' : member.name;
      return {
        __typename: random.chance(this.#faults.garbage) ? random.pick(['Nope', 'Query', 'Color', 7, undefined]) : name,
        ...this.object(member.name, depth),
      };
    }
    return null;
  }

  /** Never null, and an object where it is of an abstract type. */
  item(type: GraphQLOutputType, depth: number): Record<string, unknown> {
    return this.#present(type, depth) as Record<string, unknown>;
  }

  object(typeName: string, depth: number): Record<string, unknown> {
    const type = this.#graph.schema.getType(typeName);
    const value: Record<string, unknown> = {};
    if (!isObjectType(type)) return value;
    for (const [name, field] of Object.entries(type.getFields())) {
      const route = this.#graph.routes.get(`${typeName}.${name}`);
      if (route?.kind === 'link') continue;
      // As deep as it goes, what is left out is absent.
      if (depth === 0 && !isScalarType(getNamedType(field.type))) continue;
      if (name === 'toString' && this.#random.chance(0.5)) continue;
      const property = route?.kind === 'property' ? route.property : name;
      value[property] = name === 'key' || name === 'ref' ? this.#key() : this.make(field.type, depth - 1);
    }
    return value;
  }

  #key(): unknown {
    if (this.#random.chance(this.#faults.garbage))
      return this.#random.pick([{}, [], ['1'], true, Number.NaN, '', 2n ** 63n]);
    return this.#random.pick(['1', '2', 3, 3.5, null]);
  }

  #scalar(name: string): unknown {
    const random = this.#random;
    switch (name) {
      case 'Int':
        return random.pick([0, -0, 1, 2, -7, 2147483647]);
      case 'Float':
        return random.pick([0, 0.5, -1e21, 3, 1e-7]);
      case 'Boolean':
        return random.chance(0.5);
      case 'Odd':
        return random.pick(['x', 5, { deep: [1, null, 'é'] }, true]);
      default:
        return random.pick(['1', '2', '', 'quote " and \\ and \n', 'ünï \u2028 \ud800', '<&>']);
    }
  }

  #garbage(): unknown {
    const random = this.#random;
    return random.pick([
      null,
      'garbage',
      2147483648,
      Number.NaN,
      1.5,
      [],
      [1],
      {},
      { id: 1 },
      true,
      'refused',
      ['refused'],
    ]);
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
  if (count === 3) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * The same services with only their wire, for the pipeline to batch, match, cache and repeat: a list for a list of keys, in no particular
 * order, with some that nobody asked for. A key that is rejected is rejected whatever other keys come with it.
 */
export function randomConnector(graph: Graph, seed: number, faults: Faults, log: string[]): CallConnector<unknown> {
  const alone = randomHandler(graph, seed, faults, log);
  return {
    takes: 'calls',
    async call({ operation, args, selection }) {
      const { coordinate } = operation;
      const filter = args.filter as { readonly ids?: unknown } | undefined;
      const keys = /^Query\.find/.test(coordinate) ? filter?.ids : args.keys;
      if (!Array.isArray(keys))
        return alone({ source: 'fake', operation, args, selection, field: coordinate, batch: undefined } as never);
      const [, by = '', name = ''] = /^Query\.(byKeys|byParts|page|find)(\w+)$/.exec(coordinate) ?? [];
      const type = graph.schema.getType(name);
      if (!isOutputType(type)) throw new Error(`No items of ${coordinate}`);
      const { keys: _, ...others } = filter === undefined ? args : { ...args, filter: { ...filter, ids: undefined } };
      const question = `${coordinate} ${canonicalText(others)}`;
      await turns(new Random(seedOf(seed, question)).below(4));
      const items: { readonly place: number; readonly item: unknown }[] = [];
      const wanted = by === 'page' ? (selection?.fields.get('items') ?? undefined) : selection;
      for (const key of [...keys, 'nobody']) {
        const parts = by === 'byParts' ? [key?.a, key?.b] : [key];
        const random = new Random(seedOf(seed, question, canonicalText(parts.map(String))));
        if (key !== 'nobody' && random.chance(faults.failure / 2))
          throw new GatewayError('UPSTREAM_REJECTED', `A key of ${coordinate} was rejected.`);
        if (random.chance(faults.missing)) continue;
        const count = by === 'page' ? random.below(3) : 1;
        for (let i = 0; i < count; i += 1) {
          const place = random.next();
          const item = new ValueMaker(graph, random, faults).item(type, 3);
          const named =
            by === 'byKeys' || by === 'find'
              ? { id: key }
              : by === 'page'
                ? { key }
                : { key: parts[0], count: parts[1] };
          items.push({ place, item: select({ ...item, ...named }, wanted) });
        }
      }
      const list = items.sort((a, b) => a.place - b.place).map(({ item }) => item);
      return by === 'page' ? { items: list } : list;
    },
    async [Symbol.asyncDispose]() {},
  };
}
