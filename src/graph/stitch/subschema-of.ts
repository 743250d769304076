import type { SubschemaConfig, Transform } from '@graphql-tools/delegate';
import type { Executor } from '@graphql-tools/utils';
import { RenameInterfaceFields, RenameObjectFields, RenameTypes } from '@graphql-tools/wrap';
import type { GraphSource } from '../graph.ts';

/** A source that takes documents, with the graph's names, as delegation takes it. */
export function subschemaOf(source: GraphSource, executor: Executor | undefined): SubschemaConfig {
  if (executor === undefined)
    throw new TypeError(`The source "${source.name}" takes documents and has nothing that sends them.`);
  return { name: source.name, schema: source.schema, executor, batch: true, transforms: transformsOf(source) };
}

function transformsOf({ schema, graphTypeNames, fieldNames }: GraphSource): Transform[] {
  const roots = new Set(
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name),
  );
  // Root fields keep their names: whoever delegates to one knows what the source calls it.
  const renamed = (type: string, field: string): string =>
    roots.has(type) ? field : (fieldNames.get(`${type}.${field}`) ?? field);
  const hasRenamedFields = [...fieldNames.keys()].length > 0;
  return [
    ...(hasRenamedFields ? [new RenameObjectFields(renamed), new RenameInterfaceFields(renamed)] : []),
    ...(graphTypeNames.size > 0 ? [new RenameTypes((name) => graphTypeNames.get(name) ?? name)] : []),
  ];
}
