import { type CodeBuilder, readCode } from './code-builder.ts';
import { linkReader } from './generate-links.ts';
import { ROOT_PARENT } from './plan-frame.ts';
import type { FieldShape } from './plan-shapes.ts';
import type { PreparedArguments } from './prepare-arguments.ts';

/** Names of the list indices on the way to a place this deep. */
export function indexNames(depth: number): string[] {
  return Array.from({ length: depth }, (_, i) => `i${i}`);
}

/** The same as an array, for what notes an error. */
export function indices(depth: number): string {
  return `[${indexNames(depth).join(', ')}]`;
}

/** An expression for the raw value of a field of `parent`. */
export function originCode(code: CodeBuilder, { from }: FieldShape, parent: string): string {
  switch (from.kind) {
    case 'call':
      return `f.calls[${from.demand.slot}]`;
    case 'link':
      return `${linkReader(code, from.link, from.question)}(f, ${parent})`;
    case 'namespace':
      return code.constant(ROOT_PARENT);
    case 'property':
      return readCode(parent, from.property);
    default:
      return 'undefined';
  }
}

/** What may be wrong with a field before its value is looked at. */
export interface Obstacles {
  /** Its arguments could not be coerced. */
  readonly args: PreparedArguments | undefined;
  /** The raw value may be an Error. */
  readonly value: string | undefined;
  /** What runs where something is wrong; `error` is an expression. */
  failed(error: string): string;
}

/** `statements`, unless an obstacle is in the way. `read` leaves the raw value in its variable. */
export function pastObstacles(
  field: FieldShape,
  parent: string,
  read: string,
  statements: string,
  { args, value, failed }: Obstacles,
): string {
  let code =
    value === undefined ? statements : `if (${value} instanceof Error) { ${failed(value)} } else {\n${statements}\n}`;
  code = `${read}\n${code}`;
  if (field.gate !== undefined) {
    const verdict = `f.verdicts[${field.gate.slot}].get(${parent})`;
    code = `const g = ${verdict}; if (g !== true) { ${failed('g ?? undecided()')} } else {\n${code}\n}`;
  }
  if (field.args !== undefined && args?.fixed === undefined) {
    const given = `f.args[${field.args}]`;
    code = `if (${given} instanceof Error) { ${failed(given)} } else {\n${code}\n}`;
  }
  return code;
}

/** Whether the raw value of a field may be an Error. */
export const mayFail = ({ from }: FieldShape): boolean => from.kind === 'call' || from.kind === 'link';

/** An object literal. */
export function objectCode(entries: readonly (readonly [key: string, value: string])[]): string {
  const members = entries.map(([key, value]) => {
    const name = JSON.stringify(key);
    // Written plainly it would set the prototype.
    return `${key === '__proto__' ? `[${name}]` : name}: ${value}`;
  });
  return `{ ${members.join(', ')} }`;
}
