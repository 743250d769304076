import { didYouMean } from '../../utils/did-you-mean.ts';
import type { IssueLog } from '../issue-log.ts';
import type { Draft, DraftType } from './draft.ts';

/** Takes out of the SDL's own types what they refer to and does not exist, with a report, so that a schema can be built. */
export function checkReferences(draft: Draft, log: IssueLog): void {
  for (const type of draft.types.values()) {
    if (type.source !== undefined) continue;
    const interfaces = known(draft, type, type.interfaces, 'interface', log);
    const members = known(draft, type, type.members, 'object', log);
    if (interfaces.length < type.interfaces.length || members.length < type.members.length) {
      draft.types.set(type.name, { ...type, interfaces, members });
    }
  }
}

function known(
  draft: Draft,
  type: DraftType,
  names: readonly string[],
  kind: DraftType['kind'],
  log: IssueLog,
): string[] {
  return names.filter((name) => {
    if (draft.types.get(name)?.kind === kind) return true;
    const options = [...draft.types.values()].filter((option) => option.kind === kind).map((option) => option.name);
    log.error(
      'UNRESOLVED',
      type.name,
      `There is no ${kind} type "${name}" for "${type.name}".${didYouMean(name, options)}`,
    );
    return false;
  });
}
