import { matchesAnyGlob } from '../../shared/globs.ts';
import { locate } from '../model/description-document.ts';
import type { SoapOptions } from '../options.ts';
import type { BoundOperation } from './bound-operations.ts';
import type { IssueLog } from './issue-log.ts';
import { isReadName } from './read-verbs.ts';

/** Whether an operation reads: as the options say, else guessed from its name, which is reported. */
export function guessEffect(
  name: string,
  item: BoundOperation,
  options: SoapOptions,
  log: IssueLog,
): { readonly read: boolean; readonly declared: boolean } {
  if (matchesAnyGlob(options.mutations, name)) return { read: false, declared: true };
  if (matchesAnyGlob(options.queries, name)) return { read: true, declared: true };
  const read = isReadName(item.operation.name);
  log.add(
    'info',
    'EFFECT_GUESSED',
    `"${item.operation.name}" is taken for a ${read ? 'query' : 'mutation'} by its name; list it in queries or mutations to be sure.`,
    locate(item.operation.document, item.operation.node),
  );
  return { read, declared: false };
}
