import { didYouMean } from '../../utils/did-you-mean.ts';
import { matchesGlob } from './globs.ts';

/** What to say of each glob of an option that fits no name, since it has no effect; `what` is what the names are of. */
export function unmatchedGlobs(
  option: string,
  globs: readonly string[] | undefined,
  names: readonly string[],
  what = 'operation',
): readonly string[] {
  return (globs ?? [])
    .filter((glob) => !names.some((name) => matchesGlob(glob, name)))
    .map((glob) => `${option} has "${glob}", which fits no ${what}.${didYouMean(glob.replace(/\*+/g, ''), names)}`);
}
