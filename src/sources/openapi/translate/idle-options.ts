import { didYouMean } from '../../../utils/did-you-mean.ts';
import { unmatchedGlobs } from '../../shared/unmatched-globs.ts';
import type { OpenApiDescription } from '../describe.ts';
import type { OpenApiOptions } from '../options.ts';
import { rulesOf } from './connections.ts';
import type { IssueCollector } from './issue-collector.ts';
import type { OperationModel } from './operation-model.ts';
import type { Translated } from './print-schema.ts';

/** Reports what of the options has no effect on any operation: a mistyped name would otherwise go unnoticed. */
export function reportIdleOptions(
  names: readonly string[],
  models: readonly OperationModel[],
  operations: readonly Translated[],
  options: OpenApiOptions,
  issues: IssueCollector,
  { entry: document }: OpenApiDescription,
): void {
  const report = (message: string): void => issues.add('warning', 'UNRESOLVED', message, { document, pointer: '' });
  const { include, exclude, queries, mutations, responseHeaders, binaryLinks } = options;
  const [pagination, projection] = [rulesOf(options.pagination), rulesOf(options.projection)];
  const globs = {
    include,
    exclude,
    queries,
    mutations,
    responseHeaders,
    binaryLinks,
    'pagination.operations': pagination.flatMap((rule) => rule.operations ?? []),
    'projection.operations': projection.flatMap((rule) => rule.operations ?? []),
  };
  for (const { message } of unmatchedGlobs(globs, names, '')) report(message);

  const variables = new Set(models.flatMap(({ servers }) => servers.flatMap((server) => [...server.variables.keys()])));
  for (const name of Object.keys(options.serverVariables ?? {})) {
    if (!variables.has(name))
      report(`serverVariables has "${name}", which no server has.${didYouMean(name, variables)}`);
  }
  if (pagination.length > 0 && !operations.some(({ wire }) => wire.pagination !== undefined)) {
    report(
      `pagination fits no query that is taken: it needs a list in the answer and a query parameter for ${pagination.map(({ style }) => style).join(' or ')}. Name them by "items" and "parameter".`,
    );
  }
  if (projection.length > 0 && !operations.some(({ wire }) => wire.projection !== undefined)) {
    const parameters = projection.map(({ parameter }) => JSON.stringify(parameter)).join(' or ');
    report(`projection fits no operation that is taken: none has a query parameter ${parameters}.`);
  }
}
