import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { PAGE_INFO, type PageInfoField } from '../../shared/page-info.ts';
import type { PageRule } from '../wire.ts';
import { pagedItems } from './projection.ts';
import type { FieldShape, MessageShape, ValueShape } from './shape.ts';
import type { Shapes } from './shapes.ts';
import type { Types } from './types.ts';

/** The rule of a list method with `page_size` and `page_token`; undefined for any other. */
export function pageRule(request: ValueShape, response: ValueShape): PageRule | undefined {
  if (request.kind !== 'message' || response.kind !== 'message') return undefined;
  const find = (shape: MessageShape, name: string): FieldShape | undefined =>
    shape.fields.find(({ protoName, value }) => protoName === name && value.kind === 'scalar');
  const size = find(request.message, 'page_size');
  const token = find(request.message, 'page_token');
  const next = find(response.message, 'next_page_token');
  const items = pagedItems(response.message);
  if (size === undefined || token === undefined || next === undefined || items === undefined) return undefined;
  return { items: items.name, sizeArg: size.name, tokenArg: token.name, nextToken: next.name };
}

/** `first` and `after` in the place of size and token. */
export function pagedArguments(fields: GraphQLInputFieldConfigMap, rule: PageRule): GraphQLInputFieldConfigMap {
  const { [rule.sizeArg]: _size, [rule.tokenArg]: _token, ...others } = fields;
  return {
    ...others,
    first: { type: GraphQLInt, description: 'Most items to answer with. Default: what the service gives.' },
    after: { type: GraphQLString, description: 'The cursor behind which to begin.' },
  };
}

/** The Relay connection of a list answer; its other fields stand beside the edges. */
export function connectionType(
  response: MessageShape,
  rule: PageRule,
  types: Types,
  shapes: Shapes,
): GraphQLObjectType | undefined {
  const items = response.fields.find(({ name }) => name === rule.items);
  if (items === undefined || items.value.kind !== 'message') return undefined;
  const node = types.object(items.value.message);
  const edge = new GraphQLObjectType({
    name: shapes.names.claim(`${node.name}Edge`, `${response.typeName}Edge`),
    fields: { node: { type: new GraphQLNonNull(node) }, cursor: { type: new GraphQLNonNull(GraphQLString) } },
  });
  return new GraphQLObjectType({
    name: shapes.names.claim(`${node.name}Connection`, `${response.typeName}Connection`),
    fields: (): GraphQLFieldConfigMap<unknown, unknown> => {
      const { [rule.items]: _items, [rule.nextToken]: _next, ...others } = types.outputFields(response);
      return {
        ...others,
        edges: { type: listOfNonNull(edge) },
        nodes: { type: listOfNonNull(node) },
        pageInfo: { type: new GraphQLNonNull(types.pageInfo()) },
      };
    },
  });
}

/** Relay's page information. */
export function pageInfoType(): GraphQLObjectType {
  const typeOf = ({ type, required }: PageInfoField): GraphQLOutputType => {
    const scalar = type === 'Boolean' ? GraphQLBoolean : GraphQLString;
    return required ? new GraphQLNonNull(scalar) : scalar;
  };
  return new GraphQLObjectType({
    name: PAGE_INFO.name,
    fields: Object.fromEntries(PAGE_INFO.fields.map((field) => [field.name, { type: typeOf(field) }])),
  });
}

const listOfNonNull = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
