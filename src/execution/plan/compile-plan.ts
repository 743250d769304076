import type { ExecutionContext } from '../execution-context.ts';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import { nulled } from './complete-value.ts';
import { generateCollectors } from './generate-collectors.ts';
import { generateProjection, type ProjectionForm, type RootWriter } from './generate-projection.ts';
import { Introspection } from './introspection.ts';
import type { Plan, PlanParts, Variables } from './operation-plans.ts';
import { createFrame, type PlanFrame } from './plan-frame.ts';
import type { PlanShape } from './plan-shapes.ts';
import { DemandRunner } from './run-demands.ts';

/** Compiles a shape: walkers that collect what has to be asked, and writers of the answer in the form that is wanted first. */
export function compilePlan(parts: PlanParts, prepared: PreparedOperation, shape: PlanShape): Plan {
  const runner = new DemandRunner(parts, shape, generateCollectors(shape));
  const introspection = new Introspection(parts.schema, prepared, shape);
  const projections: Partial<Record<ProjectionForm, readonly RootWriter[]>> = {};
  const keys = shape.root.fields.map(({ responseKey }) => responseKey);

  /** The completed root fields in order; undefined where the whole of the data is null. */
  const run = async (frame: PlanFrame, writers: readonly RootWriter[]): Promise<unknown[] | undefined> => {
    runner.prepare(frame);
    if (!introspection.isEmpty) await introspection.run(frame);
    if (shape.isMutation) return runSerially(runner, frame, writers);
    const waiting: Promise<unknown>[] = [];
    for (let i = 0; i < writers.length; i += 1) {
      const running = runner.runRoot(frame, i);
      if (running !== undefined) waiting.push(running);
    }
    if (waiting.length === 1) await waiting[0];
    else if (waiting.length > 1) await Promise.all(waiting);
    return writeAll(frame, writers);
  };

  const projection = (form: ProjectionForm): readonly RootWriter[] => {
    projections[form] ??= generateProjection(parts.schema, shape, form);
    return projections[form];
  };

  return {
    async execute(variables: Variables, context: ExecutionContext) {
      const frame = createFrame(shape, variables, context);
      const values = await run(frame, projection('object'));
      if (values === undefined) return { data: nulled(frame, undefined, []), errors: frame.errors };
      const data: Record<string, unknown> = Object.create(null);
      keys.forEach((key, i) => {
        data[key] = values[i];
      });
      return { data, errors: frame.errors };
    },

    async executeToText(variables: Variables, context: ExecutionContext) {
      const frame = createFrame(shape, variables, context);
      const values = await run(frame, projection('text'));
      if (values === undefined) return { data: JSON.stringify(nulled(frame, undefined, [])), errors: frame.errors };
      let data = '{';
      for (let i = 0; i < keys.length; i += 1) data += `${i === 0 ? '' : ','}${JSON.stringify(keys[i])}:${values[i]}`;
      return { data: `${data}}`, errors: frame.errors };
    },
  };
}

function writeAll(frame: PlanFrame, writers: readonly RootWriter[]): unknown[] | undefined {
  const values: unknown[] = [];
  for (const write of writers) {
    const value = write(frame);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Each root field of a mutation is done, and written, before the next begins; a null that reaches the root ends them all. */
async function runSerially(
  runner: DemandRunner,
  frame: PlanFrame,
  writers: readonly RootWriter[],
): Promise<unknown[] | undefined> {
  const values: unknown[] = [];
  for (const [i, write] of writers.entries()) {
    await runner.runRoot(frame, i);
    const value = write(frame);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
