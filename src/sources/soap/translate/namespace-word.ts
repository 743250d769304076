/** The last telling word of a namespace name: `http://example.com/orders/v2/` -> `Orders`. */
export function namespaceWord(namespace: string): string {
  const words = namespace
    .replace(/^[a-z]+:\/*/i, '')
    .split(/[^A-Za-z\d]+/)
    .filter(
      (word) =>
        /^[A-Za-z]{3,}/.test(word) &&
        !/^(?:www|com|org|net|xsd|schema|schemas|http|types?|ver(?:sion)?\d*)$/i.test(word),
    );
  const word = words.at(-1) ?? 'Other';
  return word.charAt(0).toUpperCase() + word.slice(1);
}
