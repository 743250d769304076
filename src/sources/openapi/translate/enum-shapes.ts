import { isRecord } from '../../../utils/is-record.ts';
import { enumValueName, NameScope } from '../../shared/naming.ts';
import type { SchemaView } from './schema-parts.ts';
import type { EnumShape, EnumValue, Naming } from './shape.ts';

const FORBIDDEN = ['true', 'false', 'null'];

type Primitive = string | number | boolean;
const isPrimitive = (value: unknown): value is Primitive =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The values of an enumeration, null and repetitions left out; undefined when one of them is an object or a list. */
export function primitiveValues(view: SchemaView): readonly Primitive[] | undefined {
  const values = [...new Set((view.enumValues ?? []).filter((value) => value !== null))];
  return values.every(isPrimitive) ? fitting(values, view) : undefined;
}

/** Values that do not have the schema's own type can never occur; YAML writes `yes` and `1` where text was meant. */
function fitting(values: readonly Primitive[], view: SchemaView): readonly Primitive[] {
  const [type, ...others] = view.types;
  if (others.length > 0 || type === undefined) return values;
  if (type === 'string') return [...new Set(values.map(String))];
  if (type === 'integer' || type === 'number') {
    const numbers = values.map((value) => (typeof value === 'string' && value !== '' ? Number(value) : value));
    return numbers.every((value) => typeof value === 'number' && Number.isFinite(value)) ? numbers : values;
  }
  return values;
}

export function enumShape(values: readonly Primitive[], view: SchemaView, naming: Naming): EnumShape {
  const raw = isRecord(view.enumPlace?.value) ? view.enumPlace.value : {};
  const hints = namesOf(raw, values);
  const scope = new NameScope(FORBIDDEN);
  const wanted = values.map((value, index) => hints?.[index] ?? enumValueName(String(value)));
  const names = new Array<string>(values.length);
  // A value that is its own name keeps it, whatever stands before it.
  for (const own of [true, false]) {
    for (const [index, value] of values.entries()) {
      if ((wanted[index] === value) === own) names[index] = scope.claim(wanted[index] ?? 'VALUE');
    }
  }
  const descriptions = raw['x-enum-descriptions'] ?? raw['x-enumDescriptions'] ?? raw['x-enum-description'];
  const deprecated = raw['x-enum-deprecated'] ?? raw['x-deprecated-enum'];
  const list: EnumValue[] = values.map((value, index) => ({
    name: names[index] ?? 'VALUE',
    value,
    description: describeValue(descriptions, value, index),
    deprecated: Array.isArray(deprecated) && deprecated.includes(value) ? 'Deprecated in the description.' : undefined,
  }));
  return {
    kind: 'enum',
    naming,
    name: '',
    description: view.description,
    values: list,
    identity: list.every((it) => it.name === it.value),
  };
}

function namesOf(raw: Readonly<Record<string, unknown>>, values: readonly Primitive[]): string[] | undefined {
  for (const key of ['x-enum-varnames', 'x-enumNames', 'x-enum-names']) {
    const names = raw[key];
    if (Array.isArray(names) && names.length === values.length && names.every((it) => typeof it === 'string' && it)) {
      return names.map((name: string) => enumValueName(name));
    }
  }
  return undefined;
}

function describeValue(descriptions: unknown, value: Primitive, index: number): string | undefined {
  const text = Array.isArray(descriptions)
    ? descriptions[index]
    : isRecord(descriptions)
      ? descriptions[String(value)]
      : undefined;
  return typeof text === 'string' ? text : undefined;
}
