/** The own property of an object: what an upstream did not send is undefined, even if every object inherits something of that name. */
export function readProperty(parent: unknown, property: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, property)) return undefined;
  return (parent as Record<string, unknown>)[property];
}
