import { isDrafted } from '../draft/root-types.ts';
import type { Graph } from '../graph.ts';

/** The graph's names of the types of sources that take documents: their values are a stitcher's, with the names of a response. */
export function stitchedTypes(graph: Graph): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { takes, schema, graphTypeNames } of graph.sources) {
    if (takes !== 'documents') continue;
    for (const type of Object.values(schema.getTypeMap())) {
      if (isDrafted(schema, type)) names.add(graphTypeNames.get(type.name) ?? type.name);
    }
  }
  return names;
}
