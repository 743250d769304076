/** A text that is cut out of another one has, from this length on, no characters of its own (V8, `SlicedString::kMinLength`). */
const CUT_LENGTH = 13;

/**
 * Gives texts in a value that may be cut out of an upstream's answer characters of their own, in place: as long as one is kept that has
 * none, the whole answer stays in memory. The texts are equal; what is frozen stays as it is.
 */
export function ownTexts<Value>(value: Value): Value {
  if (typeof value === 'string') return ownText(value) as Value & string;
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      if (typeof item === 'string') value[index] = ownText(item);
      else if (typeof item === 'object') ownTexts(item);
    }
    return value;
  }
  const values = value as Record<string, unknown>;
  for (const name in values) {
    const item = values[name];
    if (typeof item === 'string') {
      if (item.length >= CUT_LENGTH) values[name] = ownText(item);
    } else if (typeof item === 'object') ownTexts(item);
  }
  return value;
}

/** What is put together has to be laid out anew before something can be cut from it. */
const ownText = (text: string): string => (text.length < CUT_LENGTH ? text : ` ${text}`.slice(1));
