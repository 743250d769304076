import type { Issue } from '../../errors/issue.ts';
import { didYouMean } from '../../utils/did-you-mean.ts';
import { matchesGlob } from './globs.ts';

/** Globs by the option that has them. */
export type GlobOptions = Readonly<Record<string, readonly string[] | undefined>>;

/** What to say of each glob that fits no name, since it has no effect: a mistyped `exclude` leaves open what it was to close. */
export function unmatchedGlobs(
  options: GlobOptions,
  names: readonly string[],
  at: string,
  what = 'operation',
): readonly Issue[] {
  return Object.entries(options).flatMap(([option, globs = []]) =>
    globs
      .filter((glob) => !names.some((name) => matchesGlob(glob, name)))
      .map((glob): Issue => {
        const hint = didYouMean(glob.replace(/\*+/g, ''), names);
        const message = `${option} has "${glob}", which fits no ${what}.${hint}`;
        return { severity: 'warning', code: 'UNRESOLVED', message, at };
      }),
  );
}
