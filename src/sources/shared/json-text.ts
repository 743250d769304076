const LONG_NUMBER = /\d{16}/;
/** Strings are matched first, so that digits in them stay as they are. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g;

/** Whether a text may hold a number that `JSON.parse` would round. */
export const mayRound = (text: string): boolean => LONG_NUMBER.test(text);

/** `JSON.parse` with numbers of 16 digits and more as text. */
export function parseLossless(text: string): unknown {
  return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}
