import {
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  getNamedType,
} from 'graphql';
import type { OpenApiWire } from '../wire.ts';
import type { TypePrinter } from './graphql-types.ts';
import type { IncomingModel, OperationModel } from './operation-model.ts';
import type { Use } from './shape.ts';
import type { ShapeBuilder } from './shape-builder.ts';

export type Root = 'Query' | 'Mutation';

export interface Translated {
  readonly model: OperationModel;
  readonly root: Root;
  readonly name: string;
  readonly wire: OpenApiWire;
}

/** What a description of webhooks alone says: the types of what will come. */
export function incomingUses(incoming: readonly IncomingModel[], builder: ShapeBuilder): Use[] {
  return incoming.flatMap(({ name, body }) =>
    (body?.contents ?? []).flatMap((content) =>
      content.schema === undefined
        ? []
        : [
            builder.use(content.schema, {
              parent: { of: undefined, base: name, suffix: 'Event' },
              direction: 'output',
              uploads: false,
            }),
          ],
    ),
  );
}

/** Objects that only an interface leads to. */
export function hiddenMembers(builder: ShapeBuilder): Use[] {
  return builder.named.flatMap((shape) =>
    shape.kind === 'union' && shape.parent !== undefined && shape.direction === 'output'
      ? shape.members.map((it) => it.use)
      : [],
  );
}

export function printSchema(
  operations: readonly Translated[],
  more: readonly Use[],
  printer: TypePrinter,
): GraphQLSchema {
  const root = (name: Root): GraphQLObjectType | undefined => {
    const own = operations.filter((operation) => operation.root === name);
    if (own.length === 0) return undefined;
    return new GraphQLObjectType({
      name,
      fields: () => Object.fromEntries(own.map((operation) => [operation.name, printField(operation, printer)])),
    });
  };
  return new GraphQLSchema({
    query: root('Query') ?? null,
    mutation: root('Mutation') ?? null,
    types: more.map((use) => getNamedType(printer.output(use, false))),
  });
}

function printField(operation: Translated, printer: TypePrinter): GraphQLFieldConfig<unknown, unknown> {
  const { model, wire } = operation;
  const args: Record<string, NonNullable<GraphQLFieldConfig<unknown, unknown>['args']>[string]> = {};
  for (const [index, parameter] of wire.parameters.entries()) {
    const described = model.parameters[index];
    const hasDefault = parameter.default !== undefined;
    const type = printer.input(parameter.use, false);
    args[parameter.arg] = {
      type: parameter.required && !hasDefault ? new GraphQLNonNull(type) : type,
      description: described?.description ?? null,
      deprecationReason: parameter.required && !hasDefault ? null : (described?.deprecated ?? null),
      ...(hasDefault ? { defaultValue: parameter.default } : undefined),
    };
  }
  if (wire.pagination !== undefined) {
    args.first = { type: GraphQLInt, description: 'How many items.' };
    args.after = { type: GraphQLString, description: 'The cursor after which they begin.' };
  }
  if (wire.body !== undefined) {
    const type = printer.input(wire.body.use, false);
    args[wire.body.arg] = {
      type: wire.body.required && !wire.body.use.nullable ? new GraphQLNonNull(type) : type,
      description: model.body?.description ?? null,
    };
  }
  return {
    type: printer.output(wire.result, false),
    args,
    description: describe(model),
    deprecationReason: model.deprecated ?? null,
  };
}

const describe = (model: OperationModel): string | null =>
  [model.summary, model.description]
    .filter((it, index, all) => it !== undefined && all.indexOf(it) === index)
    .join('\n\n') || null;
