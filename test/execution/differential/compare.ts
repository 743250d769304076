import type { ExecutionResult } from 'graphql';

interface SeenError {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly code: unknown;
  readonly source: unknown;
}

/**
 * What is different between two answers, or undefined. Data must be the same to the byte. Errors must be the same by message, path,
 * code and source; only below a place that a null has wiped out, where executors may differ in which error they noticed first, must the plan name
 * exactly one that is really there: `isThere` says so.
 */
export async function difference(
  expected: ExecutionResult,
  actual: ExecutionResult,
  isThere: (error: SeenError) => Promise<boolean>,
): Promise<string | undefined> {
  const data = JSON.stringify(expected.data);
  if (data !== JSON.stringify(actual.data)) return `data:\n${data}\n${JSON.stringify(actual.data)}`;
  const left = sorted(expected, data === undefined ? undefined : expected.data);
  const right = sorted(actual, data === undefined ? undefined : actual.data);
  if (left.standing !== right.standing) return `errors:\n${left.standing}\n${right.standing}`;
  const places = [...left.wiped.keys()].sort().join(' ');
  if (places !== [...right.wiped.keys()].sort().join(' '))
    return `wiped places:\n${places}\n${[...right.wiped.keys()].sort().join(' ')}`;
  for (const [place, errors] of right.wiped) {
    const [only, ...rest] = errors;
    if (only === undefined || rest.length > 0) return `several errors at ${place}: ${JSON.stringify(errors)}`;
    const known = left.wiped.get(place)?.some((error) => JSON.stringify(error) === JSON.stringify(only));
    if (known !== true && !(await isThere(only)))
      return `an error that is not there: ${JSON.stringify(only)} instead of ${JSON.stringify(left.wiped.get(place))}`;
  }
  return undefined;
}

/** Errors at places that stand, and those below a null that came up from them, by the place of that null. */
function sorted(result: ExecutionResult, data: unknown): { standing: string; wiped: Map<string, SeenError[]> } {
  const standing: string[] = [];
  const wiped = new Map<string, SeenError[]>();
  for (const error of result.errors ?? []) {
    const seen = {
      message: error.message,
      path: error.path ?? [],
      code: error.extensions.code,
      source: error.extensions.source,
    };
    const place = nullAbove(data, seen.path);
    if (place === undefined) standing.push(JSON.stringify(seen));
    else wiped.set(place, [...(wiped.get(place) ?? []), seen]);
  }
  return { standing: standing.sort().join('\n'), wiped };
}

function nullAbove(data: unknown, path: readonly (string | number)[]): string | undefined {
  let current = data;
  for (const [depth, part] of path.entries()) {
    if (current === null) return JSON.stringify(path.slice(0, depth));
    current = (current as Record<string | number, unknown> | undefined)?.[part];
  }
  return undefined;
}

/** The value at a path of an answer. */
export function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (current, part) => (current as Record<string | number, unknown> | null | undefined)?.[part],
    data,
  );
}
