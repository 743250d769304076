import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** How much the sample shows of one object, outermost first; deeper ones are left out. */
const LEAVES = [3, 2, 2, 2];
const NESTED = [2, 1, 1, 0];

/** A query that the graph answers without variables: its first list that needs no argument, with a few of what it joins. */
export function sampleQuery(schema: GraphQLSchema): string {
  const fields = usable(schema.getQueryType()?.getFields() ?? {});
  const field = fields.find(({ type }) => isListType(isNonNullType(type) ? type.ofType : type)) ?? fields[0];
  if (field === undefined) return 'query Sample {\n  __typename\n}\n';
  const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
  return `query ${name} {\n  ${field.name}${limitOf(field)}${selection(getNamedType(field.type), 0, new Set())}\n}\n`;
}

type Field = GraphQLField<unknown, unknown>;

function usable(fields: Readonly<Record<string, Field>>): Field[] {
  return Object.values(fields).filter((field) => !field.args.some(isRequiredArgument) && !field.deprecationReason);
}

/** A long list is no good first sight. */
function limitOf(field: Field): string {
  const argument = field.args.find(
    ({ name, type }) => /^(limit|first|pageSize|top)$/.test(name) && getNamedType(type).name === 'Int',
  );
  return argument === undefined ? '' : `(${argument.name}: 5)`;
}

function selection(type: GraphQLNamedType, level: number, above: ReadonlySet<string>): string {
  if (isAbstractType(type)) return block(['__typename'], level);
  if (!isObjectType(type)) return '';
  const fields = usable(type.getFields());
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type))).slice(0, LEAVES[level] ?? 0);
  const inside = new Set([...above, type.name]);
  const nested = fields
    .filter((field) => isObjectType(getNamedType(field.type)) && !inside.has(getNamedType(field.type).name))
    .slice(0, NESTED[level] ?? 0)
    .map((field) => field.name + limitOf(field) + selection(getNamedType(field.type), level + 1, inside));
  const lines = [...leaves.map(({ name }) => name), ...nested];
  return block(lines.length === 0 ? ['__typename'] : lines, level);
}

function block(lines: readonly string[], level: number): string {
  const indent = '  '.repeat(level + 2);
  return ` {\n${lines.map((line) => indent + line).join('\n')}\n${indent.slice(2)}}`;
}
