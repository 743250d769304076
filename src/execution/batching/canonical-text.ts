/** JSON with sorted names: equal text for equal values, whatever order their properties were written in. */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : objectText(value);
    default:
      return 'null';
  }
}

function objectText(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalText(value.toJSON());
  const names = Object.keys(value);
  if (names.length > 1) names.sort();
  let text = '{';
  for (const name of names) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(name)}:${canonicalText(member)}`;
  }
  return `${text}}`;
}
