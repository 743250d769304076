import type { Json } from './place.ts';
import type { Constraints } from './shape.ts';

const LIMITS = [
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;
const BOUNDS = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const;
type Limit = (typeof LIMITS)[number] | (typeof BOUNDS)[number][0];
/** Of two of these the larger is the tighter, of all others the smaller. */
const LEAST: ReadonlySet<string> = new Set([
  'minLength',
  'minimum',
  'exclusiveMinimum',
  'minItems',
  'minProperties',
  'multipleOf',
]);

/** The limits of several schemas that hold at once. */
export class MergedLimits {
  #limits: { -readonly [Name in keyof Constraints]: Constraints[Name] } = {};

  add(value: Json): void {
    for (const key of LIMITS) {
      const limit = value[key];
      if (typeof limit === 'number') this.#tighten(key, limit);
    }
    // Booleans up to 3.0, numbers from 3.1 on.
    for (const [exclusive, inclusive] of BOUNDS) {
      const bound = value[exclusive];
      const limit = bound === true ? value[inclusive] : bound;
      if (typeof limit === 'number') this.#tighten(exclusive, limit);
    }
    if (typeof value.pattern === 'string') this.#addPattern(value.pattern);
    if (value.uniqueItems === true) this.#limits.uniqueItems = true;
  }

  /** What was added up before. */
  addAll(limits: Constraints): void {
    this.add({ ...limits });
    for (const pattern of limits.alsoPatterns ?? []) this.#addPattern(pattern);
  }

  finish(): Constraints | undefined {
    return Object.keys(this.#limits).length > 0 ? this.#limits : undefined;
  }

  #tighten(key: Limit, limit: number): void {
    const known = this.#limits[key] ?? limit;
    this.#limits[key] = LEAST.has(key) ? Math.max(known, limit) : Math.min(known, limit);
  }

  #addPattern(pattern: string): void {
    const { pattern: first, alsoPatterns = [] } = this.#limits;
    if (first === undefined) this.#limits.pattern = pattern;
    else if (first !== pattern && !alsoPatterns.includes(pattern))
      this.#limits.alsoPatterns = [...alsoPatterns, pattern];
  }
}
