import { type GraphQLFieldConfigMap, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Issue } from '../../errors/issue.ts';
import type { Operation, Subschema } from '../source.ts';
import type { GrpcDescription } from './describe.ts';
import type { GrpcOptions } from './options.ts';
import { nameOperations } from './translate/operation-names.ts';
import { translateMethod } from './translate/operations.ts';
import { Shapes } from './translate/shapes.ts';
import { Types } from './translate/types.ts';
import type { GrpcWire } from './wire.ts';

/** Descriptors as a subschema. */
export function translate(description: GrpcDescription, options: GrpcOptions): Subschema<GrpcWire> {
  const { registry } = description;
  const issues: Issue[] = [...description.issues];
  const shapes = new Shapes(registry, options);
  const types = new Types(registry, shapes, {
    lenient: options.nullability === 'lenient',
    floats: options.floats ?? 'Float',
  });
  const roots = { Query: {}, Mutation: {}, Subscription: {} } satisfies Record<
    string,
    GraphQLFieldConfigMap<unknown, unknown>
  >;
  const operations = new Map<string, Operation<GrpcWire>>();
  const services = description.services.flatMap((name) => registry.services.get(name) ?? []);
  const named = nameOperations(services, options, issues);
  for (const { service, method, root, name, effect } of named) {
    const translated = translateMethod({ service, method, root, name, effect, shapes, types, options, issues });
    if (translated === undefined) continue;
    const { field, operation } = translated;
    Object.assign(roots[root], { [name]: field });
    operations.set(operation.coordinate, operation);
  }
  const rootType = (name: keyof typeof roots): GraphQLObjectType | null =>
    Object.keys(roots[name]).length === 0 ? null : new GraphQLObjectType({ name, fields: roots[name] });
  const schema = new GraphQLSchema({
    query: rootType('Query'),
    mutation: rootType('Mutation'),
    subscription: rootType('Subscription'),
  });
  return {
    schema,
    operations,
    issues: [...issues, ...shapes.issues],
    described: services.reduce((sum, service) => sum + service.methods.length, 0),
  };
}
