import type { z } from 'zod';

/**
 * The schemas that the value at a path may be checked with: what stands behind optional, default and transformed ones, and every member
 * of a union.
 */
function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodTypes[] {
  const one = schema as z.core.$ZodTypes;
  const { def } = one._zod;
  if ('innerType' in def) return schemasAt(def.innerType, path);
  if (def.type === 'pipe') return [def.in, def.out].flatMap((part) => schemasAt(part, path));
  if (def.type === 'union') return def.options.flatMap((member) => schemasAt(member, path));
  const [key, ...rest] = path;
  if (key === undefined) return [one];
  if (def.type === 'array') return schemasAt(def.element, rest);
  if (def.type === 'record') return schemasAt(def.valueType, rest);
  const member = def.type === 'object' ? def.shape[String(key)] : undefined;
  return member === undefined ? [] : schemasAt(member, rest);
}

/** The keys that an object at `path` may have. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return schemasAt(schema, path).flatMap((one) =>
    one._zod.def.type === 'object' ? Object.keys(one._zod.def.shape) : [],
  );
}

/** The keys of the object at `path` below which `key` is known: for who wrote a setting one level too high. */
export function homesOf(key: string, schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return knownKeys(schema, path).filter((home) => knownKeys(schema, [...path, home]).includes(key));
}
