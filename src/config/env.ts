/**
 * Stands for an environment variable: the text `${NAME}` or `${NAME:-fallback}`, which is replaced when the configuration is resolved.
 * A variable that is neither set nor has a fallback is a start-up error.
 */
export function env(name: string, fallback?: string): string {
  return fallback === undefined ? `\${${name}}` : `\${${name}:-${fallback}}`;
}

export interface Expansion {
  readonly text: string;
  /** Names of variables that are not set and have no fallback. */
  readonly missing: readonly string[];
}

/** Replaces every `${NAME}` and `${NAME:-fallback}` of `text`; `$${` is a literal `${`. An empty variable counts as set. */
export function expandVariables(text: string, variables: Readonly<Record<string, string | undefined>>): Expansion {
  const missing: string[] = [];
  const expanded = text.replace(
    /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g,
    (whole, name: string | undefined, fallback: string | undefined) => {
      if (name === undefined) return whole.slice(1);
      const value = variables[name] ?? fallback;
      if (value !== undefined) return value;
      missing.push(name);
      return whole;
    },
  );
  return { text: expanded, missing };
}
