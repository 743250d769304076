import { matchesAnyGlob } from '../../shared/globs.ts';
import type { OpenApiOptions } from '../options.ts';

export function wantsOperation(name: string, options: OpenApiOptions): boolean {
  if (options.include !== undefined && !matchesAnyGlob(options.include, name)) return false;
  return !matchesAnyGlob(options.exclude, name);
}

/** The root that the options choose for an operation. */
export function wantsRoot(name: string, options: OpenApiOptions): 'Query' | 'Mutation' | undefined {
  if (matchesAnyGlob(options.mutations, name)) return 'Mutation';
  return matchesAnyGlob(options.queries, name) ? 'Query' : undefined;
}
