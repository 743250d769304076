import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import { didYouMean } from '../utils/did-you-mean.ts';
import { KNOWN_KEYS } from './leaves.ts';

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

/** What a schema found below `base`: one issue for each wrong value and each unknown key. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], locate: Locate, base: ConfigPath = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...withoutTables(issue.path)];
    const name = pathText(path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(issue.message, [...path, key], locate));
    const nested = issue.code === 'invalid_union' ? mostSpecific(issue.errors) : undefined;
    if (nested !== undefined) {
      return problemsOf(nested, locate, path);
    }
    if (issue.input === undefined) return [problem(locate(path), `"${name}" is missing: expected ${expected(issue)}.`)];
    return [problem(locate(path), `"${name}" is ${show(issue.input)}: expected ${expected(issue)}.`)];
  });
}

/** A section with a table beside its settings is checked as two; the user's path has neither. */
function withoutTables(path: ConfigPath): ConfigPath {
  const [section, part, ...rest] = path;
  const divided = (section === 'cache' || section === 'permissions') && (part === 'settings' || part === 'table');
  return divided ? [section, ...rest] : path;
}

/** The member of a union that the value was meant for: the one that looked inside it. */
function mostSpecific(members: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return members.find((issues) => issues.some((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'));
}

/** What was expected. A schema of ours says it itself; of others we have zod's own sentence. */
function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'another name';
  const sentence = /^(?:Invalid input|Invalid option): expected (.*?)(?:, received .*)?$/.exec(issue.message)?.[1];
  if (sentence !== undefined) return sentence.replace(/\|/g, ', ');
  return issue.message.replace(/^(?:Invalid|Too \w+): (?:expected )?/, '');
}

function unknownKey(message: string, path: ConfigPath, locate: Locate): Issue {
  const key = String(path.at(-1));
  const known: unknown = message.startsWith(KNOWN_KEYS) ? JSON.parse(message.slice(KNOWN_KEYS.length)) : [];
  const names = Array.isArray(known) ? known.map(String) : [];
  const listed = names.length === 0 ? '' : ` It can be ${names.map((name) => `"${name}"`).join(', ')}.`;
  const help = didYouMean(key, names) || listed;
  const parent = path.length === 1 ? 'the configuration' : `"${pathText(path.slice(0, -1))}"`;
  return problem(locate(path), `Unknown key "${key}" in ${parent}.${help}`);
}

/** A value as a message prints it: short, and never a secret, because what was read from a variable is still its name here. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
