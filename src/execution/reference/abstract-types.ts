import type { GraphQLAbstractType } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import { readProperty } from '../selection/read-property.ts';

/** The graph's type name by the `__typename` of a value, for the members of an abstract type; sources may name them otherwise. */
export function memberNames(graph: Graph, type: GraphQLAbstractType): ReadonlyMap<string, string> {
  const ofGraph = MEMBERS.get(graph) ?? new Map<string, ReadonlyMap<string, string>>();
  MEMBERS.set(graph, ofGraph);
  const known = ofGraph.get(type.name) ?? readMembers(graph, type);
  ofGraph.set(type.name, known);
  return known;
}

const MEMBERS = new WeakMap<Graph, Map<string, ReadonlyMap<string, string>>>();

function readMembers(graph: Graph, type: GraphQLAbstractType): ReadonlyMap<string, string> {
  const members = new Set(graph.schema.getPossibleTypes(type).map(({ name }) => name));
  const names = new Map([...members].map((name) => [name, name]));
  for (const { graphTypeNames } of graph.sources) {
    for (const [sourceName, graphName] of graphTypeNames) {
      if (members.has(graphName) && !members.has(sourceName)) names.set(sourceName, graphName);
    }
  }
  return names;
}

/** The type name of a value as graphql-js wants it from `resolveType`; a name that nobody has stays, for the error to name. */
export function resolveTypeBy(names: ReadonlyMap<string, string>): (value: unknown) => string | undefined {
  return (value) => {
    const name = readProperty(value, '__typename');
    return typeof name === 'string' ? (names.get(name) ?? name) : undefined;
  };
}
