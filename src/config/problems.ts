import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import { didYouMean } from '../utils/did-you-mean.ts';
import { homesOf, knownKeys } from './known-keys.ts';

export type ConfigPath = readonly PropertyKey[];

/** Turns a path inside the configuration into a place that a person can go to. */
export type Locate = (path: ConfigPath) => string;

/** `sources.orders.timeout`, `graph[1]`, `cache["Query.products"].ttl`; 'configuration' for the whole. */
export function pathText(path: ConfigPath): string {
  const text = path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${before}[${JSON.stringify(name)}]`;
    return before === '' ? name : `${before}.${name}`;
  }, '');
  return text === '' ? 'configuration' : text;
}

export function problem(at: string, message: string, code: 'INVALID' | 'UNRESOLVED' = 'INVALID'): Issue {
  return { severity: 'error', code, message, at };
}

/** What `schema` found below `base`: one issue for each wrong value and each unknown key. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  locate: Locate,
  base: ConfigPath = [],
): Issue[] {
  const below = (found: readonly z.core.$ZodIssue[], parent: ConfigPath): Issue[] =>
    found.flatMap((issue) => {
      const inSchema = [...parent, ...issue.path];
      const path = [...base, ...withoutTables(inSchema)];
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => unknownKey(key, path, schema, inSchema, locate));
      const nested = issue.code === 'invalid_union' ? mostSpecific(issue.errors) : undefined;
      if (nested !== undefined) return below(nested, inSchema);
      const is = issue.input === undefined ? 'missing' : show(issue.input);
      return [problem(locate(path), `"${pathText(path)}" is ${is}: expected ${expected(issue)}.`)];
    });
  return below(issues, []);
}

/** A section with a table beside its settings is checked as two; the user's path has neither. */
function withoutTables(path: ConfigPath): ConfigPath {
  const [section, part, ...rest] = path;
  const divided = ['cache', 'permissions', 'resilience'].includes(String(section));
  return divided && (part === 'settings' || part === 'table') ? [String(section), ...rest] : path;
}

/**
 * What the member of a union says that the value was meant for: of those that looked inside it, the one with the least to say. A key that
 * it does not know tells more than the one that is missing for it.
 */
function mostSpecific(members: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const count = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
  const [best] = members
    .filter((issues) => issues.some((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'))
    .sort((a, b) => count(a) - count(b));
  return best?.some(({ code }) => code === 'unrecognized_keys')
    ? best.filter(({ input }) => input !== undefined)
    : best;
}

/** What zod calls the values that a person writes. */
const VALUES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** What was expected. A schema of ours says it itself; of others we have zod's own sentence, and of a union what its members say. */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'another name';
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input')
    return [...new Set(issue.errors.flat().map(expected))].join(' or ') || 'another value';
  const sentence = /^(?:Invalid input|Invalid option): expected (.*?)(?:, received .*)?$/.exec(issue.message)?.[1];
  if (sentence !== undefined) return VALUES[sentence] ?? sentence.replace(/\|/g, ', ');
  return issue.message.replace(/^(?:Invalid|Too \w+): (?:expected )?/, '');
}

const UNKNOWN_KEY = 'Unknown key ';

/** True for the report of a key, not of what stands behind it. */
export const isUnknownKey = ({ message }: Issue): boolean => message.startsWith(UNKNOWN_KEY);

function unknownKey(
  key: string,
  path: ConfigPath,
  schema: z.core.$ZodType,
  inSchema: ConfigPath,
  locate: Locate,
): Issue {
  const names = knownKeys(schema, inSchema);
  const homes = homesOf(key, schema, inSchema).map((home) => `"${home}.${key}"`);
  const moved = homes.length === 0 ? '' : ` Did you mean ${homes.join(' or ')}?`;
  const listed = names.length === 0 ? '' : ` It can be ${names.map((name) => `"${name}"`).join(', ')}.`;
  const parent = path.length === 0 ? 'the configuration' : `"${pathText(path)}"`;
  const help = moved || didYouMean(key, names) || listed;
  return problem(locate([...path, key]), `${UNKNOWN_KEY}"${key}" in ${parent}.${help}`);
}

/** A value as a message prints it: short, and never a secret, because what was read from a variable is still its name here. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
