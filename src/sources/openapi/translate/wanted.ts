import type { OpenApiOptions } from '../options.ts';

/** `get*`, `*Order`, `listOrders`: `*` stands for any text. */
export function matches(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => new RegExp(`^${glob.split('*').map(literal).join('.*')}$`).test(name));
}

const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

export function wantsOperation(name: string, options: OpenApiOptions): boolean {
  if (options.include !== undefined && !matches(name, options.include)) return false;
  return options.exclude === undefined || !matches(name, options.exclude);
}

/** The root that the options choose for an operation. */
export function wantsRoot(name: string, options: OpenApiOptions): 'Query' | 'Mutation' | undefined {
  if (options.mutations !== undefined && matches(name, options.mutations)) return 'Mutation';
  return options.queries !== undefined && matches(name, options.queries) ? 'Query' : undefined;
}
