import { unmatchedGlobs } from '../../shared/unmatched-globs.ts';
import type { Operation } from '../../source.ts';
import type { SoapOptions } from '../options.ts';
import type { SoapWire } from '../wire.ts';
import type { IssueLog } from './issue-log.ts';

/** Reports globs that fit no operation, by the field names of all; those of response headers must fit one that declares some. */
export function checkGlobs(
  names: readonly string[],
  operations: Iterable<Operation<SoapWire>>,
  options: SoapOptions,
  log: IssueLog,
  location: string,
): void {
  const { include, exclude, queries, mutations, responseHeaders } = options;
  const answering = [...operations]
    .filter(({ wire }) => (wire.response?.headers.length ?? 0) > 0)
    .map(({ coordinate }) => coordinate.slice(coordinate.indexOf('.') + 1));
  const messages = [
    ...Object.entries({ include, exclude, queries, mutations }).flatMap(([option, globs]) =>
      unmatchedGlobs(option, globs, names),
    ),
    ...unmatchedGlobs('responseHeaders', responseHeaders, answering, 'operation whose answer has declared headers'),
  ];
  for (const message of messages) log.add('warning', 'UNRESOLVED', message, location);
}
