import type { GatewayError } from '../../../errors/gateway-error.ts';
import { isRecord } from '../../../utils/is-record.ts';
import { invalidArgument } from '../../shared/url-text.ts';
import { TEXTUAL } from '../translate/join-scalars.ts';
import { KNOWN_SCALARS } from '../translate/known-scalars.ts';
import type { Constraints, ScalarAlternative, ScalarShape, Shape, Use } from '../translate/shape.ts';
import { ruleFault } from './check-rules.ts';
import { encodeValue } from './encode.ts';
import { countFault, numberFault, sizeFault, textFault } from './limits.ts';

type Raw = Record<string, unknown>;

/** Holds an input value against length, range, pattern and count; GraphQL has checked its type. Throws `BAD_USER_INPUT`. */
export function checkInput(use: Use, value: unknown, path: string): void {
  if (value === null || value === undefined) return;
  const { shape } = use;
  switch (shape.kind) {
    case 'scalar':
      checkAlternatives(shape, value, path);
      if (shape.constraints === undefined) return;
      assert(leafFault(shape.constraints, value, shape), path);
      checkRules(shape, shape.constraints, value, path);
      return;
    case 'list': {
      const items = Array.isArray(value) ? value : [value];
      if (shape.constraints !== undefined) {
        assert(countFault(shape.constraints, items), path);
        checkRules(shape, shape.constraints, value, path);
      }
      for (const [index, item] of items.entries()) checkInput(shape.item, item, `${path}[${index}]`);
      return;
    }
    case 'map': {
      const entries = Array.isArray(value) ? (value as Raw[]) : [];
      const seen = new Set<unknown>();
      for (const entry of entries) {
        if (seen.has(entry.key)) throw fail(path, `has the key ${JSON.stringify(entry.key)} twice`);
        seen.add(entry.key);
        checkInput(shape.value, entry.value, `${path}.${String(entry.key)}`);
      }
      if (shape.constraints !== undefined) checkRules(shape, shape.constraints, value, path);
      return;
    }
    case 'object':
      for (const field of shape.fields) checkInput(field.use, (value as Raw)[field.name], `${path}.${field.name}`);
      if (shape.rest !== undefined) {
        const { name, shape: rest } = shape.rest;
        checkInput({ shape: rest, nullable: true }, (value as Raw)[name], `${path}.${name}`);
      }
      if (shape.constraints !== undefined) checkRules(shape, shape.constraints, value, path);
      return;
    case 'union':
      for (const member of shape.members)
        checkInput(member.use, (value as Raw)[member.label], `${path}.${member.label}`);
      return;
    case 'enum':
      return;
  }
}

/** Of several scalars in one, the value has to be what one of them says: its kind, its format, its values, its limits. */
function checkAlternatives({ anyOf, wire }: ScalarShape, value: unknown, path: string): void {
  if (anyOf === undefined) return;
  // Exact numbers come as text.
  const number = wire === 'integer64' || wire === 'decimal' ? Number(value) : value;
  const fits = ({ shape, values }: ScalarAlternative): boolean => {
    const given = NUMBERS.has(shape.scalar) ? number : value;
    if (values !== undefined && !values.includes(given)) return false;
    if (!isOfScalar(shape, given)) return false;
    return shape.constraints === undefined || leafFault(shape.constraints, given, shape) === undefined;
  };
  if (!anyOf.some(fits)) throw fail(path, 'is none of what its description allows');
}

const NUMBERS: ReadonlySet<string> = new Set(['Int', 'BigInt', 'Float', 'Decimal']);

function isOfScalar({ scalar, quoted }: ScalarShape, value: unknown): boolean {
  if (quoted === true) return true;
  if (NUMBERS.has(scalar)) {
    return typeof value === 'number' && (scalar === 'Float' || scalar === 'Decimal' || Number.isInteger(value));
  }
  if (scalar !== 'Boolean' && !TEXTUAL.has(scalar)) return true;
  try {
    KNOWN_SCALARS.get(scalar)?.parseValue(value);
    return true;
  } catch {
    return false;
  }
}

/** Rules and sizes are those of the object that is sent. */
function checkRules(shape: Shape, limits: Constraints, value: unknown, path: string): void {
  const { rules, minProperties, maxProperties } = limits;
  if (rules === undefined && minProperties === undefined && maxProperties === undefined) return;
  const sent = encodeValue({ shape, nullable: true }, value);
  if (isRecord(sent)) assert(sizeFault(limits, Object.values(sent).filter((it) => it !== undefined).length), path);
  if (rules !== undefined) assert(ruleFault(rules, sent, shape), path);
}

function assert(fault: string | undefined, path: string): void {
  if (fault !== undefined) throw fail(path, fault);
}

const fail = (path: string, reason: string): GatewayError => invalidArgument(path, reason);

/** What is wrong with it; undefined when it keeps to its limits. */
function leafFault(limits: Constraints, value: unknown, { wire, quoted }: ScalarShape): string | undefined {
  if (quoted !== true && (wire === 'integer64' || wire === 'decimal')) return numberFault(limits, String(value));
  if (typeof value === 'number') return numberFault(limits, value);
  return typeof value === 'string' ? textFault(limits, value) : undefined;
}
