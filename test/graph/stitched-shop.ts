import { makeExecutableSchema } from '@graphql-tools/schema';
import { type ExecutionResult, execute, type GraphQLSchema, parse, print, printSchema } from 'graphql';
import { keyArgument, keyText } from '../../src/execution/batching/key-text.ts';
import { withBatching } from '../../src/execution/batching/with-batching.ts';
import type { ExecutionContext } from '../../src/execution/execution-context.ts';
import { coerceLinked } from '../../src/execution/link/coerce-linked.ts';
import { evaluateTemplate } from '../../src/execution/link/template.ts';
import { composePipeline, type PipelineCall } from '../../src/execution/pipeline.ts';
import { createReferenceResolvers } from '../../src/execution/reference/create-reference-resolvers.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { type DelegatedExecutor, stitchGraph } from '../../src/graph/stitch-schema.ts';
import { canonicalText } from '../../src/utils/canonical-text.ts';

export const tools = { canonicalText, evaluate: evaluateTemplate, coerce: coerceLinked, keyText, keyArgument };

type Answers = Readonly<Record<string, (args: Record<string, unknown>) => unknown>>;
type Resolvers = Readonly<Record<string, Readonly<Record<string, (parent: never, args: never) => unknown>>>>;

export interface RunningGraph {
  readonly schema: GraphQLSchema;
  /** Calls as `source.operation(arguments)`, documents as `source: text variables`. */
  readonly upstream: string[];
  run(document: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
}

/** A graph that runs: calls are answered by functions, by operation; documents by a schema with resolvers, by source. */
export function running(
  graph: Graph,
  answers: Answers,
  documents: Readonly<Record<string, Resolvers>> = {},
): RunningGraph {
  const upstream: string[] = [];
  const handler = composePipeline([withBatching()], async ({ source, operation, args }: PipelineCall) => {
    upstream.push(`${source}.${operation.label}(${JSON.stringify(args)})`);
    return answers[operation.coordinate]?.({ ...args });
  });
  const executors = new Map<string, DelegatedExecutor>();
  for (const { name, takes, schema } of graph.sources) {
    if (takes !== 'documents') continue;
    const executable = makeExecutableSchema({ typeDefs: printSchema(schema), resolvers: documents[name] as never });
    executors.set(name, async ({ document, variables }) => {
      upstream.push(`${name}: ${print(document).replace(/\s+/g, ' ')} ${JSON.stringify(variables)}`);
      const result = await execute({ schema: executable, document, variableValues: variables });
      return JSON.parse(JSON.stringify(result));
    });
  }
  const schema = stitchGraph({ graph, resolvers: createReferenceResolvers(graph, handler) as never, executors, tools });
  return {
    schema,
    upstream,
    async run(document, variableValues = {}) {
      const context: ExecutionContext = {
        headers: {},
        signal: new AbortController().signal,
        deadline: performance.now() + 10_000,
        trace: undefined,
        jwt: undefined,
        user: {},
      };
      const result = await execute({ schema, document: parse(document), contextValue: context, variableValues });
      return JSON.parse(JSON.stringify(result)) as ExecutionResult;
    },
  };
}
