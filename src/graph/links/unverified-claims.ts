import type { FieldRoute } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';

/** Links that read claims where no client's token is verified: their arguments are empty for every client. */
export function warnOfUnverifiedClaims(routes: ReadonlyMap<string, FieldRoute>, log: IssueLog): void {
  for (const [coordinate, route] of routes) {
    if (route.kind !== 'link') continue;
    for (const { value } of route.args) {
      if (!value.parts.some((part) => part.kind === 'context' && part.path[0] === 'jwt')) continue;
      log.warning(
        'LINK_INVALID',
        coordinate,
        `"${value.text}" reads a claim, and no client has one: tokens are verified only where "authentication" is configured.`,
      );
    }
  }
}
