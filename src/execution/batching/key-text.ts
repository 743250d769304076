import type { PropertyPath } from '../../graph/graph.ts';
import { canonicalText } from '../../utils/canonical-text.ts';
import { isObjectValue } from '../misfit.ts';

/**
 * The one text by which a parent's key and an item's key are equal. Services disagree on whether an id is a number or a string, so
 * `1`, `'1'` and `1n` are one key. Undefined: there is no key (a part is null or absent), and nothing is asked for it.
 */
export function keyText(parts: readonly unknown[]): string | undefined {
  if (parts.length === 1) return partText(parts[0]);
  let text = '';
  for (const part of parts) {
    const piece = partText(part);
    if (piece === undefined) return undefined;
    // The length in front keeps ('a', 'b:c') and ('a:b', 'c') apart.
    text += `${piece.length}:${piece}`;
  }
  return text;
}

/** What one key is inside the list argument: the part itself, or the input object of a composite key. */
export function keyArgument(parts: readonly unknown[], argFields: readonly string[] | undefined): unknown {
  if (argFields === undefined) return parts[0];
  const input: Record<string, unknown> = {};
  for (let i = 0; i < argFields.length; i++) input[argFields[i] as string] = parts[i];
  return input;
}

/** The key text of an item of the answer, read at `by`. */
export function itemKeyText(item: unknown, by: readonly PropertyPath[]): string | undefined {
  const [only] = by;
  if (by.length === 1 && only !== undefined) return partText(readPath(item, only));
  return keyText(by.map((path) => readPath(item, path)));
}

/** The value at `path`, or undefined where an object on the way is missing. */
export function readPath(value: unknown, path: PropertyPath): unknown {
  let current = value;
  for (const property of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[property];
  }
  return current;
}

/** Whether something is on the way to `path` that is there and has no parts: what is behind it is not missing, but garbage. */
export function isBlocked(value: unknown, path: PropertyPath): boolean {
  let current = value;
  for (const property of path) {
    if (current === null || current === undefined) return false;
    if (!isObjectValue(current)) return true;
    current = (current as Record<string, unknown>)[property];
  }
  return false;
}

function partText(part: unknown): string | undefined {
  if (typeof part === 'string') return part;
  if (part === undefined || part === null) return undefined;
  return typeof part === 'object' ? canonicalText(part) : String(part);
}
