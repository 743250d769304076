import {
  buildASTSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  parse,
  printSchema,
  visit,
} from 'graphql';
import type { Issue } from '../../../errors/issue.ts';
import { isWanted } from '../../shared/globs.ts';
import type { GraphqlOptions } from '../options.ts';
import { withoutUnused } from './without-unused.ts';

/** The schema with the root fields that `include`, `exclude` and `subscriptions` choose, and nullable where `nullability` asks for it. */
export function selectSchema(schema: GraphQLSchema, options: GraphqlOptions, issues: Issue[]): GraphQLSchema {
  const roots = new Set(
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name),
  );
  const subscription = schema.getSubscriptionType()?.name;
  const dropsSubscriptions = subscription !== undefined && options.subscriptions === undefined;
  const selects = options.include !== undefined || options.exclude !== undefined || dropsSubscriptions;
  if (!selects && options.nullability !== 'lenient') return schema;
  if (dropsSubscriptions) {
    const message = `The service has subscriptions; they were left out. Set "subscriptions" to say how they reach it.`;
    issues.push({ severity: 'info', code: 'OPERATION_SKIPPED', message, at: options.description });
  }
  let document: DocumentNode = parse(printSchema(schema), { noLocation: true });
  if (selects) {
    document = visit(document, {
      ObjectTypeDefinition(node) {
        const name = node.name.value;
        if (!roots.has(name)) return undefined;
        if (name === subscription && dropsSubscriptions) return null;
        const fields = node.fields?.filter((field) => isWanted(options, field.name.value)) ?? [];
        return fields.length === 0 ? null : { ...node, fields };
      },
    });
    document = withoutUnused(document, schema);
  }
  if (options.nullability === 'lenient') document = lenient(document);
  return buildASTSchema(document, { assumeValidSDL: true });
}

/** Every output field nullable, inside lists too. Arguments stay as they are. */
function lenient(document: DocumentNode): DocumentNode {
  return visit(document, {
    FieldDefinition(node): FieldDefinitionNode {
      return { ...node, type: visit(node.type, { NonNullType: { leave: ({ type }) => type } }) };
    },
    InputValueDefinition: { enter: () => false },
  });
}
