import { isRecord } from '../../../utils/is-record.ts';
import { type Place, placeKey } from './place.ts';
import { instanceOf } from './schema-instance.ts';
import { componentName } from './schema-view.ts';

/**
 * Finds inline schemas that say the same under the same title: descriptions without components repeat them in each answer, and one
 * type for all is what their author has in mind. Without a title nothing would name that type whatever stands before it.
 */
export class EqualSchemas {
  readonly #firstByText = new Map<string, Place>();
  readonly #places = new Map<unknown, Place>();
  readonly #known = new Map<unknown, unknown>();

  /** Where it stands what `first` gave. Of equal schemas all types are made from one, or those within would be several. */
  placeOf(first: unknown): Place | undefined {
    return this.#places.get(first);
  }

  /** What the schema is known by: itself, or the first one that is equal to it. */
  first(target: Place): unknown {
    const { value } = target;
    if (typeof value !== 'object' || value === null) return placeKey(target);
    if (!isRecord(value) || typeof value.title !== 'string' || !isStructured(value)) return value;
    // What it says depends on more than its text.
    if (instanceOf(value) !== undefined) return value;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const first = componentName(target) === undefined ? this.#find(value, target) : value;
    this.#known.set(value, first);
    return first;
  }

  #find(value: Readonly<Record<string, unknown>>, target: Place): unknown {
    const text = schemaText({ ...target, value });
    const first = this.#firstByText.get(text) ?? target;
    this.#firstByText.set(text, first);
    this.#places.set(first.value, first);
    return first.value;
  }
}

/** Equal for schemas that say the same. */
export function schemaText({ value, document }: Place): string {
  const text = JSON.stringify(value, withoutExample);
  // A reference means something else in another document.
  return text.includes('Ref":') || text.includes('"$ref":') ? `${document.uri} ${text}` : text;
}

/** Examples may be those of the moment at which the description was made. A property may be called so too; a schema says its type. */
function withoutExample(this: unknown, key: string, value: unknown): unknown {
  if (key !== 'example' && key !== 'examples') return value;
  const type = isRecord(this) ? this.type : undefined;
  return typeof type === 'string' || Array.isArray(type) ? undefined : value;
}

const isStructured = (value: Readonly<Record<string, unknown>>): boolean =>
  isRecord(value.properties) ||
  Array.isArray(value.enum) ||
  Array.isArray(value.oneOf) ||
  Array.isArray(value.anyOf) ||
  Array.isArray(value.allOf) ||
  isRecord(value.additionalProperties);
