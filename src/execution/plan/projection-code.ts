/** Names of the list indices on the way to a place this deep. */
export function indexNames(depth: number): string[] {
  return Array.from({ length: depth }, (_, i) => `i${i}`);
}

/** The same as an array, for what notes an error. */
export function indices(depth: number): string {
  return `[${indexNames(depth).join(', ')}]`;
}

export function parameters(frame: string, value: string, depth: number): string {
  return [frame, value, ...indexNames(depth)].join(', ');
}

/** An object literal. */
export function objectCode(entries: readonly (readonly [key: string, value: string])[]): string {
  const members = entries.map(([key, value]) => {
    const name = JSON.stringify(key);
    // Written plainly it would set the prototype.
    return `${key === '__proto__' ? `[${name}]` : name}: ${value}`;
  });
  return `{ ${members.join(', ')} }`;
}

/** The JSON text of an object, its values being texts already. */
export function textCode(entries: readonly (readonly [key: string, value: string])[]): string {
  if (entries.length === 0) return '"{}"';
  const members = entries.map(([key, value], i) => {
    const before = `${i === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    return `${JSON.stringify(before)} + ${value}`;
  });
  return `${members.join(' + ')} + "}"`;
}
