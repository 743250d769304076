import { keyText } from '../../src/execution/batching/key-text.ts';
import { withBatching } from '../../src/execution/batching/with-batching.ts';
import type { Handler, PipelineCall } from '../../src/execution/pipeline.ts';
import type { Selection } from '../../src/sources/source.ts';

export interface FakeSource {
  readonly handler: Handler;
  readonly calls: PipelineCall[];
}

/**
 * A source in memory behind the batching stage. It answers exactly what the selection asks for, so that a property which nobody selected is
 * missed by whoever reads it.
 */
export function fakeSource(answers: Readonly<Record<string, (args: Record<string, unknown>) => unknown>>): FakeSource {
  const calls: PipelineCall[] = [];
  const handler: Handler = async (call) => {
    const answer = answers[call.operation.coordinate];
    if (answer === undefined) throw new Error(`No answer for ${call.operation.coordinate}`);
    return select(answer({ ...call.args }), call.selection);
  };
  const batched = withBatching()(handler);
  return {
    calls,
    handler: (call) => {
      calls.push(call);
      return batched(call);
    },
  };
}

/** The part of a value that a selection names; `__typename` always comes along. */
export function select(value: unknown, selection: Selection | null | undefined): unknown {
  if (selection === undefined || selection === null || value === null || typeof value !== 'object') return value;
  if (value instanceof Error) return value;
  if (Array.isArray(value)) return value.map((item) => select(item, selection));
  const picked: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === '__typename') picked[name] = member;
    else if (selection.fields.has(name)) picked[name] = select(member, selection.fields.get(name));
  }
  return picked;
}

/** Items of a table whose key is among the wanted ones. */
export function byKeys(table: readonly object[], property: string, keys: unknown): unknown[] {
  const wanted = new Set((keys as unknown[]).map((key) => keyText([key])));
  return table.filter((row) => wanted.has(keyText([(row as Record<string, unknown>)[property]])));
}
