import type { GraphQLSchema } from 'graphql';
import type { Issue } from '../../errors/issue.ts';
import { unmatchedGlobs } from '../shared/unmatched-globs.ts';
import type { Operation, Subschema } from '../source.ts';
import type { GraphqlDescription } from './describe.ts';
import type { GraphqlOptions } from './options.ts';
import { selectSchema } from './translate/select-schema.ts';

/** The service's schema as it is, with the operations that the options choose. */
export function translate({ schema, endpoint }: GraphqlDescription, options: GraphqlOptions): Subschema<undefined> {
  const issues: Issue[] = [];
  if (endpoint === undefined) {
    const message = `The schema was read, but not from a service. Set "endpoint" to the URL that takes documents.`;
    issues.push({ severity: 'error', code: 'INVALID', message, at: options.description });
  }
  const { include, exclude } = options;
  const names = rootFields(schema).map(({ field }) => field);
  issues.push(...unmatchedGlobs({ include, exclude }, names, options.description));
  const selected = selectSchema(schema, options, issues);
  const operations = new Map<string, Operation<undefined>>();
  for (const { root, effect, field } of rootFields(selected)) {
    const coordinate = `${root}.${field}`;
    operations.set(coordinate, {
      coordinate,
      effect,
      idempotent: effect === 'read',
      label: `${effect === 'read' ? 'query' : effect === 'write' ? 'mutation' : 'subscription'} ${field}`,
      wire: undefined,
    });
  }
  return { schema: selected, operations, issues, described: rootFields(schema).length };
}

function rootFields(schema: GraphQLSchema) {
  const roots = [
    ['Query', schema.getQueryType(), 'read'],
    ['Mutation', schema.getMutationType(), 'write'],
    ['Subscription', schema.getSubscriptionType(), 'watch'],
  ] as const;
  return roots.flatMap(([root, type, effect]) =>
    Object.keys(type?.getFields() ?? {}).map((field) => ({ root, effect, field })),
  );
}
