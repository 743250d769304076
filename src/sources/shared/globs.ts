const compiled = new Map<string, RegExp>();
const MAX_COMPILED = 1000;

/** True when the glob (`*` any text, `?` one character) matches the whole name. */
export function matchesGlob(glob: string, name: string): boolean {
  let pattern = compiled.get(glob);
  if (pattern === undefined) {
    // Runs of stars are one: a long row of them would make the pattern backtrack.
    const source = glob
      .replace(/\*+/g, '*')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    pattern = new RegExp(`^${source}$`, 's');
    if (compiled.size < MAX_COMPILED) compiled.set(glob, pattern);
  }
  return pattern.test(name);
}

/** Whether `include` and `exclude` leave a name; without `include` all names are included. */
export function isWanted(
  { include, exclude }: { readonly include?: readonly string[]; readonly exclude?: readonly string[] },
  name: string,
): boolean {
  return (include === undefined || matchesAnyGlob(include, name)) && !matchesAnyGlob(exclude, name);
}

/** True when one of the globs matches; no globs match nothing. */
export function matchesAnyGlob(globs: readonly string[] | undefined, name: string): boolean {
  return globs?.some((glob) => matchesGlob(glob, name)) ?? false;
}
