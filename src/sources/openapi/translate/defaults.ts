import type { Use } from './shape.ts';

/** A documented default as a GraphQL input value; undefined where it does not fit the type that it is the default of. */
export function inputDefault(use: Use, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  const { shape } = use;
  switch (shape.kind) {
    case 'enum':
      return shape.values.find((it) => it.value === value)?.name;
    case 'list': {
      if (!Array.isArray(value)) return undefined;
      const items = value.map((item) => inputDefault(shape.item, item));
      return items.includes(undefined) ? undefined : items;
    }
    case 'scalar':
      return scalarDefault(shape.scalar, value);
    default:
      return undefined;
  }
}

function scalarDefault(scalar: string, value: unknown): unknown {
  switch (scalar) {
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : undefined;
    case 'Float':
      return typeof value === 'number' ? value : undefined;
    case 'BigInt':
      return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
    case 'String':
      return typeof value === 'string' ? value : undefined;
    default:
      return undefined;
  }
}
