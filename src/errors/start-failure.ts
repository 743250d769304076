import { GatewayError } from './gateway-error.ts';
import { formatIssue, type Issue } from './issue.ts';

/** Each issue once. */
export function uniqueIssues(issues: readonly Issue[]): readonly Issue[] {
  return [...new Map(issues.map((issue) => [formatIssue(issue), issue])).values()];
}

/** Why nothing was started: the message lists every error with its place, `facts.issues` has all issues. */
export function startFailure(code: 'CONFIG_INVALID' | 'COMPOSITION_FAILED', issues: readonly Issue[]): GatewayError {
  const errors = issues.filter(({ severity }) => severity === 'error');
  const count = errors.length === 1 ? 'one problem' : `${errors.length} problems`;
  const subject = code === 'CONFIG_INVALID' ? 'The configuration' : 'The graph';
  return new GatewayError(
    code,
    `${subject} has ${count}:\n${errors.map((issue) => `  ${formatIssue(issue)}`).join('\n')}`,
    {
      facts: { issues },
    },
  );
}
