import { printSchema } from 'graphql';
import type { Graph } from './graph.ts';

/** The SDL that clients may see: the composed types without the directives that joined them. */
export function printGraph(graph: Graph): string {
  return `${printSchema(graph.schema)}\n`;
}
