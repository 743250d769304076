import { matchesAnyGlob } from '../../shared/globs.ts';
import type { OpenApiOptions } from '../options.ts';

/** The root that the options choose for an operation. */
export function wantsRoot(name: string, options: OpenApiOptions): 'Query' | 'Mutation' | undefined {
  if (matchesAnyGlob(options.mutations, name)) return 'Mutation';
  return matchesAnyGlob(options.queries, name) ? 'Query' : undefined;
}
