type Schema = Readonly<Record<string, unknown>>;
type Compile = (schema: Schema, ...rest: unknown[]) => unknown;

interface Options {
  code: { optimize: unknown };
  unicodeRegExp: boolean;
}

/** Of the schemas that the mock's validator was handed. */
export interface SchemaWatch {
  /** Why it could not read some since it was last asked. The mock says nothing of it: it takes everything for valid then. */
  unread(): readonly string[];
}

/**
 * Hands Ajv schemas as it can read them, and keeps what it cannot. OpenAPI lets `nullable` stand without a type, where it means nothing
 * (3.0.3, Schema Object); Ajv refuses the whole schema for it. So it does for
 * values that are listed twice, which only should not be (JSON Schema Validation, 6.1.2).
 */
export function watchSchemas(Ajv: { prototype: { compile: Compile } }): SchemaWatch {
  const compile = Ajv.prototype.compile;
  const known = new WeakMap<object, unknown>();
  let unread = new Set<string>();
  Ajv.prototype.compile = function (this: { opts: Options }, schema, ...rest) {
    // Its improvements of the code take longer than they save.
    this.opts.code.optimize = false;
    const read = readable(schema, known) as Schema;
    try {
      return compile.call(this, read, ...rest);
    } catch (error) {
      // Most patterns are written for expressions without the flag `u`.
      const reason = error instanceof SyntaxError ? recompile(this, read, rest) : String(error);
      if (typeof reason !== 'string') return reason;
      unread.add(reason);
      throw error;
    }
  };
  const recompile = (ajv: { opts: Options }, schema: Schema, rest: unknown[]): unknown => {
    ajv.opts.unicodeRegExp = false;
    try {
      return compile.call(ajv, schema, ...rest);
    } catch (error) {
      return String(error);
    } finally {
      ajv.opts.unicodeRegExp = true;
    }
  };
  return {
    unread() {
      const taken = [...unread];
      unread = new Set();
      return taken;
    },
  };
}

function readable(value: unknown, known: WeakMap<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (known.has(value)) return known.get(value);
  const cleaned = Array.isArray(value)
    ? value.map((item) => readable(item, known))
    : Object.fromEntries(
        Object.entries(value)
          .filter(([key, it]) => key !== 'nullable' || typeof it !== 'boolean' || 'type' in value)
          .map(([key, it]) => [key, key === 'enum' && Array.isArray(it) ? [...new Set(it)] : readable(it, known)]),
      );
  known.set(value, cleaned);
  return cleaned;
}
