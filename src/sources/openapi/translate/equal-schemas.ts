import { isRecord, type Place, placeKey } from './place.ts';
import { componentName } from './schema-view.ts';

/**
 * Finds inline schemas that say the same under the same title: descriptions without components repeat them in each answer, and one
 * type for all is what their author has in mind. Without a title nothing would name that type whatever stands before it.
 */
export class EqualSchemas {
  readonly #firstByText = new Map<string, unknown>();
  readonly #known = new Map<unknown, unknown>();

  /** What the schema is known by: itself, or the first one that is equal to it. */
  first(target: Place): unknown {
    const { value } = target;
    if (typeof value !== 'object' || value === null) return placeKey(target);
    if (!isRecord(value) || typeof value.title !== 'string' || !isStructured(value)) return value;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const first = componentName(target) === undefined ? this.#find(value, target) : value;
    this.#known.set(value, first);
    return first;
  }

  #find(value: Readonly<Record<string, unknown>>, target: Place): unknown {
    const text = JSON.stringify(value);
    // A reference means something else in another document.
    const key = text.includes('Ref":') || text.includes('"$ref":') ? `${target.document.uri} ${text}` : text;
    const first = this.#firstByText.get(key);
    if (first === undefined) this.#firstByText.set(key, value);
    return first ?? value;
  }
}

const isStructured = (value: Readonly<Record<string, unknown>>): boolean =>
  isRecord(value.properties) ||
  Array.isArray(value.enum) ||
  Array.isArray(value.oneOf) ||
  Array.isArray(value.anyOf) ||
  Array.isArray(value.allOf) ||
  isRecord(value.additionalProperties);
