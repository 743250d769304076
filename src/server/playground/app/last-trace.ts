import type { Fetcher } from '@graphiql/toolkit';
import type { TraceEntry } from '../../../telemetry/trace.ts';

let trace: readonly TraceEntry[] | undefined;
const listeners = new Set<() => void>();

/** What the last answer says of its upstream calls; undefined before there is one, and where an answer says nothing. */
export const lastTrace = {
  get: (): readonly TraceEntry[] | undefined => trace,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** The same fetcher, which notes the trace of every answer to an operation of the user's. Answers may come in parts. */
export function noteTrace(fetcher: Fetcher): Fetcher {
  return async (parameters, options) => {
    const answer = await fetcher(parameters, options);
    if (parameters.operationName === 'IntrospectionQuery') return answer;
    if (isParts(answer)) return notingEach(answer);
    note(traceIn(answer));
    return answer;
  };
}

async function* notingEach<Part>(parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  for await (const part of parts) {
    note(traceIn(part));
    yield part;
  }
}

const isParts = (answer: object): answer is AsyncIterable<never> => Symbol.asyncIterator in answer;

function note(next: readonly TraceEntry[] | undefined): void {
  trace = next;
  for (const listener of listeners) listener();
}

function traceIn(answer: unknown): readonly TraceEntry[] | undefined {
  const { extensions } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    readonly extensions?: { readonly trace?: readonly TraceEntry[] };
  };
  return Array.isArray(extensions?.trace) ? extensions.trace : undefined;
}
