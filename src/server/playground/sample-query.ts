import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
} from 'graphql';

const MAX_LEAVES = 4;

/** A query that the graph answers without variables: its first root field that needs no argument, with a few of what it holds. */
export function sampleQuery(schema: GraphQLSchema): string {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
    (field) => !field.args.some(isRequiredArgument),
  );
  const lists = fields.filter((field) => isListType(isNonNullType(field.type) ? field.type.ofType : field.type));
  const field = lists[0] ?? fields[0];
  return field === undefined
    ? '{\n  __typename\n}\n'
    : `{\n  ${field.name}${limitOf(field)}${selection(getNamedType(field.type), 1)}\n}\n`;
}

/** A long list is no good first sight. */
function limitOf(field: GraphQLField<unknown, unknown>): string {
  const argument = field.args.find(
    ({ name, type }) => /^(limit|first|pageSize|top)$/.test(name) && getNamedType(type).name === 'Int',
  );
  return argument === undefined ? '' : `(${argument.name}: 5)`;
}

function selection(type: GraphQLNamedType, level: number): string {
  if (isAbstractType(type)) return block(['__typename'], level);
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  const leaves = fields.filter(
    (field) => isScalarType(getNamedType(field.type)) || isEnumType(getNamedType(field.type)),
  );
  const names = leaves.slice(0, MAX_LEAVES).map(({ name }) => name);
  const nested = level < 2 ? fields.find((field) => isObjectType(getNamedType(field.type))) : undefined;
  if (nested !== undefined) names.push(`${nested.name}${selection(getNamedType(nested.type), level + 1)}`);
  return block(names.length === 0 ? ['__typename'] : names, level);
}

function block(lines: readonly string[], level: number): string {
  const indent = '  '.repeat(level + 1);
  return ` {\n${lines.map((line) => indent + line).join('\n')}\n${indent.slice(2)}}`;
}
