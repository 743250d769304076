import type { ExecutionContext } from '../execution-context.ts';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import { nulled } from './complete-value.ts';
import { generateCollectors } from './generate-collectors.ts';
import { generateJsonWriter, type RootWriter } from './generate-json-writer.ts';
import { generateProjection, type RootProjection } from './generate-projection.ts';
import { Introspection } from './introspection.ts';
import { JsonBytes } from './json-bytes.ts';
import type { Plan, PlanParts, Variables } from './operation-plans.ts';
import { createFrame, type PlanFrame } from './plan-frame.ts';
import type { PlanShape } from './plan-shapes.ts';
import { DemandRunner } from './run-demands.ts';

/** Compiles a shape: walkers that collect what has to be asked, and writers of the answer in the form that is wanted first. */
export function compilePlan(parts: PlanParts, prepared: PreparedOperation, shape: PlanShape): Plan {
  const runner = new DemandRunner(parts, shape, generateCollectors(shape));
  const introspection = new Introspection(parts.schema, prepared, shape);
  const keys = shape.root.fields.map(({ responseKey }) => responseKey);
  let projections: readonly RootProjection[] | undefined;
  let writers: readonly RootWriter[] | undefined;

  /** Finds out everything that the answer is made of, and completes root field after root field: at once, or of a mutation as each is done. */
  const run = async (frame: PlanFrame, completion: Completion): Promise<void> => {
    runner.prepare(frame);
    if (!introspection.isEmpty) await introspection.run(frame);
    if (shape.isMutation && keys.length > 0) {
      // Each root field is done, and completed, before the next begins; a null that reaches the root ends them all.
      for (let i = 0; i < keys.length; i += 1) {
        await runner.runRoot(frame, i);
        if (!completion(i, i + 1)) return;
      }
      return;
    }
    const waiting: Promise<unknown>[] = [];
    for (let i = 0; i < keys.length; i += 1) {
      const running = runner.runRoot(frame, i);
      if (running !== undefined) waiting.push(running);
    }
    if (waiting.length === 1) await waiting[0];
    else if (waiting.length > 1) await Promise.all(waiting);
    completion(0, keys.length);
  };

  return {
    async execute(variables: Variables, context: ExecutionContext) {
      projections ??= generateProjection(shape);
      const roots = projections;
      const frame = createFrame(shape, variables, context);
      let data: Record<string, unknown> | null = Object.create(null) as Record<string, unknown>;
      await run(frame, (from, to) => {
        for (let i = from; i < to && data !== null; i += 1) {
          const value = roots[i]?.(frame);
          if (value === undefined) data = nulled(frame, undefined, []);
          else data[keys[i] ?? ''] = value;
        }
        return data !== null;
      });
      return { data, errors: frame.errors };
    },

    async executeToJson(variables: Variables, context: ExecutionContext) {
      writers ??= generateJsonWriter(shape, OUT);
      const roots = writers;
      const frame = createFrame(shape, variables, context);
      let written: Buffer | undefined;
      await run(frame, (from, to) => {
        const data = write(frame, roots, from, to);
        written = data === undefined || written === undefined ? data : Buffer.concat([written, data]);
        return data !== undefined;
      });
      if (written !== undefined) return { json: written, errors: frame.errors };
      nulled(frame, undefined, []);
      return { json: NULL_DATA, errors: frame.errors };
    },
  };
}

/** Completes the root fields from one to another. False: the whole of the data is null, and no more is wanted. */
type Completion = (from: number, to: number) => boolean;

/** Nothing waits while an answer is written, so that all share the room. */
const OUT = new JsonBytes();

const NULL_DATA = Buffer.from('{"data":null}');
const BEGIN = Buffer.from('{"data":{');

/** The part of the answer that these root fields are, with what opens and closes it. Undefined: a null has reached the root. */
function write(frame: PlanFrame, roots: readonly RootWriter[], from: number, to: number): Buffer | undefined {
  let position = 0;
  if (from === 0) position = BEGIN.copy(OUT.bytes);
  for (let i = from; i < to; i += 1) {
    if (i > 0) OUT.bytes[position++] = 0x2c;
    position = roots[i]?.(frame, position) ?? -1;
    if (position < 0) return undefined;
    if (position + 2 > OUT.bytes.length) OUT.grow(position, 2);
  }
  if (to === roots.length) {
    OUT.bytes[position++] = 0x7d;
    OUT.bytes[position++] = 0x7d;
  }
  return OUT.take(position);
}
