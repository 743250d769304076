import type { Issue } from '../errors/issue.ts';
import { expandVariables } from './env.ts';
import { type ConfigPath, type Locate, pathText, problem } from './problems.ts';

/** Deeper settings than this are a cycle or an attack. */
const MAX_DEPTH = 64;

export interface ExpandedConfig {
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

/** A copy of `value` with the variables of every text replaced. Objects with a class of their own are kept as they are. */
export function expandConfig(
  value: unknown,
  variables: Readonly<Record<string, string | undefined>>,
  locate: Locate,
): ExpandedConfig {
  const issues: Issue[] = [];

  const expand = (current: unknown, path: ConfigPath): unknown => {
    if (typeof current === 'string') return expandText(current, path);
    if (typeof current !== 'object' || current === null || !isPlain(current)) return current;
    if (path.length > MAX_DEPTH) {
      issues.push(
        problem(
          locate(path),
          `"${pathText(path.slice(0, 4))}…" is nested deeper than ${MAX_DEPTH} levels, or refers to itself.`,
        ),
      );
      return undefined;
    }
    if (Array.isArray(current)) return current.map((item, index) => expand(item, [...path, index]));
    return Object.fromEntries(Object.entries(current).map(([key, item]) => [key, expand(item, below(path, key))]));
  };

  const expandText = (text: string, path: ConfigPath): string => {
    const { text: expanded, missing } = expandVariables(text, variables);
    for (const name of missing) {
      issues.push(
        problem(
          locate(path),
          `"${pathText(path)}" needs the environment variable ${name}, which is not set. Set it, or give a fallback: env('${name}', '…') or \${${name}:-…}.`,
          'UNRESOLVED',
        ),
      );
    }
    return expanded;
  };

  return { value: expand(value, []), issues };
}

/** A definition's options are what the user wrote behind the source's name. */
function below(path: ConfigPath, key: string): ConfigPath {
  return key === 'options' && path.length === 2 && path[0] === 'sources' ? path : [...path, key];
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
