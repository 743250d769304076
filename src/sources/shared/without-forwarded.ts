/**
 * The configured headers, but for those that the caller has, whose identity is that of the answer: names are equal in any case, and two of
 * one name would both be sent.
 */
export function withoutForwarded(
  headers: Readonly<Record<string, string>> | undefined,
  forwarded: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = Object.entries(headers ?? {}).filter(([name]) => !Object.hasOwn(forwarded, name.toLowerCase()));
  return Object.fromEntries(own);
}
