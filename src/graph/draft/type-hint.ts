import { didYouMean } from '../../utils/did-you-mean.ts';
import type { Draft } from './draft.ts';

/** What someone may have meant who named a type that is not there: what composition made of that name, or a similar one. */
export function typeHint(draft: Draft, name: string, options: Iterable<string>): string {
  const renamed = [...draft.types.values()].filter(({ ownName, source }) => ownName === name && source !== undefined);
  if (renamed.length === 0) return didYouMean(name, options);
  return ` In the graph it is ${renamed.map((type) => `"${type.name}" of "${type.source}"`).join(' and ')}.`;
}
