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
  const issues = [
    ...unmatchedGlobs({ include, exclude, queries, mutations }, names, location),
    ...unmatchedGlobs({ responseHeaders }, answering, location, 'operation whose answer has declared headers'),
  ];
  for (const { severity, code, message, at } of issues) log.add(severity, code, message, at);
}
