/** Whether a value is an object that has all of these members, of whatever type. */
export function hasMembers(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}
