import type { Issue } from '../errors/issue.ts';
import type { NamedSource, SourceFailure } from './open-sources.ts';

/** Of a source that could not be opened; an error where the graph cannot do without it. */
export function failureIssue({ at, error, fatal }: SourceFailure): Issue {
  const consequence = fatal ? '' : ' The graph goes on without it.';
  return {
    severity: fatal ? 'error' : 'warning',
    code: 'UNRESOLVED',
    message: `${error.message}${consequence}`,
    at,
  };
}

/** What is said of a source that the configuration can mend. */
const OF_CONFIGURATION: ReadonlySet<Issue['code']> = new Set(['UNRESOLVED', 'RULE_INVALID']);

/**
 * A fault of a description does not stop the graph: it was translated as far as it goes. What has to be added to the configuration is told
 * too: credentials, an endpoint. `inspect` has the rest.
 */
export function sourceIssues({ name, at, subschema }: NamedSource): Issue[] {
  return subschema.issues
    .filter(({ severity, code }) => severity === 'error' || (severity === 'warning' && OF_CONFIGURATION.has(code)))
    .map((issue) => ({
      ...issue,
      severity: 'warning',
      message: `source "${name}": ${issue.message}`,
      // What no description has to say.
      at: issue.at === 'endpoint' ? at : issue.at,
    }));
}
