import { describe, expect, it } from 'vitest';
import { forwardNothing } from '../../../src/execution/link/pipeline-calls.ts';
import { OperationPlans } from '../../../src/execution/plan/operation-plans.ts';
import { DEFAULT_DOCUMENT_LIMITS } from '../../../src/execution/prepare/document-limits.ts';
import { prepareOperation } from '../../../src/execution/prepare/prepare-operation.ts';
import { executable } from '../executable.ts';
import { fakeGraph } from '../fake-graph.ts';
import { fakeSource } from '../fake-source.ts';

const graph = fakeGraph({ sdl: 'type Query { a(n: Int): Int b: Int }' });
const { handler } = fakeSource({});
const schema = executable(graph, handler);

function plansOf(text: string, operationName?: string): OperationPlans {
  const options = { schema, limits: DEFAULT_DOCUMENT_LIMITS, introspection: true, suggestions: true, rules: [] };
  const prepared = prepareOperation(options, text, operationName);
  if (prepared.errors !== undefined) throw new Error(JSON.stringify(prepared.errors));
  const plans = OperationPlans.for(
    { graph, schema, handler, forwardingOf: forwardNothing, permissions: undefined },
    prepared,
  );
  if (typeof plans === 'string') throw new Error(plans);
  return plans;
}

describe('the plans of an operation', () => {
  it('are one for each set of values of its conditions', () => {
    const plans = plansOf('query ($a: Boolean!, $b: Boolean!, $c: Int) { a(n: $c) @skip(if: $a) b @include(if: $b) }');
    const plan = plans.of({ a: true, b: true, c: 1 });
    expect(plans.of({ a: true, b: true, c: 2 })).toBe(plan);
    expect(plans.of({ a: true, b: false })).not.toBe(plan);
  });

  it('leave a condition that is null to the reference', () => {
    expect(plansOf('query ($a: Boolean = true) { a @skip(if: $a) }').of({ a: null })).toBeUndefined();
  });

  it('do not mind the conditions of other operations of the document', () => {
    const text = 'query A($a: Boolean!) { a @skip(if: $a) } query B { b }';
    expect(plansOf(text, 'B').of({})).toBeDefined();
  });

  it('are bounded', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const declared = names.map((name) => `$${name}: Boolean!`).join(' ');
    const plans = plansOf(
      `query (${declared}) { ${names.map((name) => `x${name}: a @skip(if: $${name})`).join(' ')} b }`,
    );
    const valuesOf = (bits: number) => Object.fromEntries(names.map((name, i) => [name, (bits & (1 << i)) !== 0]));
    const first = plans.of(valuesOf(0));
    for (let bits = 1; bits < 32; bits += 1) plans.of(valuesOf(bits));
    expect(plans.of(valuesOf(31))).toBe(plans.of(valuesOf(31)));
    expect(plans.of(valuesOf(0))).not.toBe(first);
  });
});
