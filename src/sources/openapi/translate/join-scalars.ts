import { scalar } from './scalar-shapes.ts';
import type { ScalarAlternative, ScalarShape } from './shape.ts';

/** Scalars whose values are text on the wire as well. */
export const TEXTUAL: ReadonlySet<string> = new Set([
  'DateTime',
  'Date',
  'Time',
  'Duration',
  'UUID',
  'EmailAddress',
  'URI',
  'IP',
  'IPv4',
  'IPv6',
  'Byte',
  'String',
]);
const ORDER = ['String', 'Int', 'Float', 'Boolean'] as const;

/**
 * One scalar for a value that may be any of several: the wider of two kinds, else a scalar such as `StringOrInt`. `checked`: it keeps
 * what each of them asks for.
 */
export function joinScalars(alternatives: readonly ScalarAlternative[], checked: boolean): ScalarShape {
  const joined = join(alternatives.map((it) => it.shape));
  const asks = ({ shape, values }: ScalarAlternative): boolean =>
    values !== undefined || shape.constraints !== undefined || shape.scalar !== joined.scalar;
  return checked && alternatives.some(asks) ? { ...joined, anyOf: alternatives } : joined;
}

function join(shapes: readonly ScalarShape[]): ScalarShape {
  const names = new Set(shapes.map((shape) => shape.scalar));
  const [only] = shapes;
  if (names.size === 1 && only !== undefined) return { ...only, constraints: undefined };
  if ([...names].every((name) => TEXTUAL.has(name))) return scalar('String');
  if ([...names].every((name) => name === 'Int' || name === 'Float')) return scalar('Float', 'float');
  if ([...names].every((name) => name === 'Int' || name === 'BigInt')) return scalar('BigInt', 'integer64');
  if ([...names].every((name) => ['Int', 'BigInt', 'Float', 'Decimal'].includes(name))) {
    return scalar('Decimal', 'decimal');
  }
  const groups = new Set(
    [...names].map((name) => {
      if (TEXTUAL.has(name)) return 'String';
      if (name === 'BigInt') return 'Int';
      return name === 'Decimal' ? 'Float' : name;
    }),
  );
  if (groups.has('Float')) groups.delete('Int');
  return scalar(ORDER.filter((name) => groups.has(name)).join('Or'));
}
