import { buildSchema } from 'graphql';
import type { ExecutionContext } from '../../src/execution/execution-context.ts';
import type { FieldCacheRule, FieldRoute, Graph, GraphSource, LinkRoute, Template } from '../../src/graph/graph.ts';
import type { Operation } from '../../src/sources/source.ts';

/** An operation whose wire part is its own coordinate. */
export function fakeOperation(coordinate: string, effect: Operation['effect'] = 'read'): Operation {
  return { coordinate, effect, idempotent: effect === 'read', label: coordinate, wire: coordinate };
}

/** Parses `{field.path}` templates the way composition does. */
export function template(text: string): Template {
  const parts = text
    .split(/(\{[^}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece): Template['parts'][number] => {
      if (!piece.startsWith('{')) return { kind: 'text', text: piece };
      const path = piece.slice(1, -1).split('.');
      const [root] = path;
      if (root === 'args' || root === 'context' || root === 'result') return { kind: root, path: path.slice(1) };
      return { kind: 'field', path };
    });
  return { parts, text };
}

export interface FakeGraphParts {
  readonly sdl: string;
  /** Links and other routes; root fields without one are calls of the source `fake`. */
  readonly routes?: Readonly<Record<string, FieldRoute>>;
  readonly cacheRules?: Readonly<Record<string, FieldCacheRule>>;
  readonly graphTypeNames?: ReadonlyMap<string, string>;
}

/** A graph written by hand: every root field is a call unless it has another route. */
export function fakeGraph(parts: FakeGraphParts): Graph {
  const schema = buildSchema(parts.sdl);
  const routes = new Map<string, FieldRoute>(Object.entries(parts.routes ?? {}));
  const effects = [
    [schema.getQueryType(), 'read'],
    [schema.getMutationType(), 'write'],
    [schema.getSubscriptionType(), 'watch'],
  ] as const;
  for (const [type, effect] of effects) {
    for (const name of Object.keys(type?.getFields() ?? {})) {
      const coordinate = `${type?.name}.${name}`;
      if (!routes.has(coordinate)) routes.set(coordinate, fakeCall(coordinate, effect));
    }
  }
  const source: GraphSource = {
    name: 'fake',
    takes: 'calls',
    schema,
    typeNames: new Map(),
    fieldNames: new Map(),
    graphTypeNames: parts.graphTypeNames ?? new Map(),
  };
  return {
    schema,
    routes,
    cacheRules: new Map(Object.entries(parts.cacheRules ?? {})),
    permissionRules: new Map(),
    invalidations: new Map(),
    callRules: new Map(),
    sources: [source],
    issues: [],
  };
}

export function fakeCall(coordinate: string, effect: Operation['effect'] = 'read') {
  return { kind: 'call', source: 'fake', operation: fakeOperation(coordinate, effect) } as const;
}

/** A link by one key. */
export function keyedLink(
  target: string,
  key: string,
  by: string,
  rest: Partial<LinkRoute> = {},
  max = 100,
): LinkRoute {
  const list = rest.keyed?.list ?? false;
  return {
    kind: 'link',
    target: fakeCall(target),
    targetCoordinate: target,
    requires: [key.split('.')],
    resultPath: [],
    args: [],
    many: false,
    ...rest,
    keyed: { keys: [key.split('.')], by: [by.split('.')], arg: ['keys'], max, list, ...rest.keyed },
  };
}

export function fakeContext(rest: Partial<ExecutionContext> = {}): ExecutionContext {
  return {
    headers: {},
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    trace: undefined,
    jwt: undefined,
    user: {},
    ...rest,
  };
}
