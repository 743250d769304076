import { buildSchema } from 'graphql';
import { composeGraph } from '../../src/graph/compose-graph.ts';
import type { ComposeInput, ComposeSource } from '../../src/graph/compose-input.ts';
import type { Graph } from '../../src/graph/graph.ts';
import type { BatchRule, Operation, Subschema } from '../../src/sources/source.ts';

export interface SourceSketch {
  readonly takes?: 'calls' | 'documents';
  readonly options?: ComposeSource['options'];
  readonly batch?: Readonly<Record<string, BatchRule>>;
  readonly links?: Subschema['links'];
}

/** A source made of SDL: each root field of a `calls` source is an operation. */
export function source(name: string, sdl: string, sketch: SourceSketch = {}): ComposeSource {
  const schema = buildSchema(sdl);
  const operations = new Map<string, Operation>();
  const roots = [
    ['Query', schema.getQueryType(), 'read'],
    ['Mutation', schema.getMutationType(), 'write'],
    ['Subscription', schema.getSubscriptionType(), 'watch'],
  ] as const;
  for (const [root, type, effect] of roots) {
    for (const field of Object.keys(type?.getFields() ?? {})) {
      const coordinate = `${root}.${field}`;
      const batch = sketch.batch?.[coordinate];
      const operation = { coordinate, effect, idempotent: effect === 'read', label: field, wire: undefined };
      operations.set(coordinate, batch === undefined ? operation : { ...operation, batch });
    }
  }
  return {
    name,
    takes: sketch.takes ?? 'calls',
    subschema: {
      schema,
      operations,
      issues: [],
      described: operations.size,
      ...(sketch.links && { links: sketch.links }),
    },
    ...(sketch.options && { options: sketch.options }),
  };
}

export function compose(sources: readonly ComposeSource[], sdl = '', more: Partial<ComposeInput> = {}): Graph {
  return composeGraph({ sources, extensions: [{ sdl, file: 'shop.graphql' }], ...more });
}

/** Issues on one line each, as a terminal shows them. */
export function issuesOf(graph: Graph): string[] {
  return graph.issues.map(({ at, severity, message }) => `${at}: ${severity}: ${message}`);
}
