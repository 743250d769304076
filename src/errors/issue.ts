import { withoutUrlSecrets } from '../utils/without-url-secrets.ts';

export type IssueSeverity = 'error' | 'warning' | 'info';

/**
 * What translating, composing or configuring has to say. The closed list of codes:
 * `INVALID` the input breaks its own standard · `UNRESOLVED` something it refers to is missing · `UNSUPPORTED` legal, and not translated ·
 * `OPERATION_SKIPPED` an operation that has no field, with the reason · `TYPE_OPEN` a field became the `JSON` scalar, with the reason ·
 * `EFFECT_GUESSED` query or mutation was guessed · `NAME_CHANGED` a name was changed or numbered to be legal or unique ·
 * `NAME_CONFLICT` two sources claim one name · `LINK_INVALID`, `RULE_INVALID` a directive or table row does not fit the graph ·
 * `N_PLUS_ONE` a link makes one call per parent · `LIMIT` a limit cut something off.
 */
export type IssueCode =
  | 'INVALID'
  | 'UNRESOLVED'
  | 'UNSUPPORTED'
  | 'OPERATION_SKIPPED'
  | 'TYPE_OPEN'
  | 'EFFECT_GUESSED'
  | 'NAME_CHANGED'
  | 'NAME_CONFLICT'
  | 'LINK_INVALID'
  | 'RULE_INVALID'
  | 'N_PLUS_ONE'
  | 'LIMIT';

export interface Issue {
  readonly severity: IssueSeverity;
  readonly code: IssueCode;
  /** What is wrong, the offender in it, and what to do. */
  readonly message: string;
  /** Where: `file:line:column`, a JSON pointer behind `#`, or a schema coordinate; as close as is known. */
  readonly at: string;
}

/** One issue on one line, as the terminal and the log print it: without the credentials of a URL in it. */
export function formatIssue(issue: Issue): string {
  return withoutUrlSecrets(`${issue.at}: ${issue.severity}: ${issue.message}`);
}
