const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const BIG = /^-?\d{16,}$/;

/** JSON with integers of sixteen digits and more as text, since a number would round them; undefined for what is no JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const lossless = /\d{16}/.test(text)
      ? text.replace(TOKENS, (token) => (BIG.test(token) ? `"${token}"` : token))
      : text;
    return { value: JSON.parse(lossless) as unknown };
  } catch {
    return undefined;
  }
}

/** True for text that `parseJson` may have made of a number. */
export function isBigInteger(text: string): boolean {
  return BIG.test(text);
}
