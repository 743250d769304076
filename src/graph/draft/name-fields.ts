import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';
import type { ComposeSource } from '../compose-input.ts';
import type { IssueLog } from '../issue-log.ts';
import { isDrafted, rootTypesOf } from './root-types.ts';

const NAME = /^(?!__)[_A-Za-z][_A-Za-z\d]*$/;
const COORDINATE = /^([_A-Za-z]\w*)(?:\.([_A-Za-z]\w*)(?:\(([_A-Za-z]\w*):?\))?)?$/;

/** The graph's names of a source's fields and arguments. Types are named by `nameTypes`. */
export interface MemberNames {
  /** `type` and `field` are the source's own; root types by their canonical names. */
  field(type: string, field: string): string;
  argument(type: string, field: string, argument: string): string;
  /** New names by coordinate `Type.field`, for every type that has the field. */
  readonly renamedFields: ReadonlyMap<string, string>;
}

/** Reads a source's `rename` table; rows that name nothing, or nothing that can be renamed, are issues and have no effect. */
export function nameMembers(source: ComposeSource, log: IssueLog): MemberNames {
  const rename = source.options?.rename ?? {};
  const { schema } = source.subschema;
  const renamed = new Map<string, string>();
  for (const [coordinate, name] of Object.entries(rename)) {
    const at = `sources.${source.name}.rename.${coordinate}`;
    const problem = NAME.test(name)
      ? problemOf(coordinate, schema, source.takes)
      : `"${name}" is not a name in GraphQL.`;
    if (problem !== undefined) log.error('INVALID', at, problem);
    else if (coordinate.includes('.')) renamed.set(coordinate.replace(':)', ')'), name);
  }
  for (const clash of clashes(renamed, schema)) {
    renamed.delete(clash.coordinate);
    log.error('NAME_CONFLICT', `sources.${source.name}.rename.${clash.coordinate}`, clash.message);
  }
  inherit(renamed, schema);
  return {
    field: (type, field) => renamed.get(`${type}.${field}`) ?? field,
    argument: (type, field, argument) => renamed.get(`${type}.${field}(${argument})`) ?? argument,
    renamedFields: new Map([...renamed].filter(([coordinate]) => !coordinate.endsWith(')'))),
  };
}

/** A field that is renamed in an interface is renamed in all that implement it. */
function inherit(renamed: Map<string, string>, schema: GraphQLSchema): void {
  for (const [coordinate, name] of [...renamed]) {
    const [typeName = '', field = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    if (!isInterfaceType(type)) continue;
    const { objects, interfaces } = schema.getImplementations(type);
    for (const implementor of [...objects, ...interfaces]) renamed.set(`${implementor.name}.${field}`, name);
  }
}

function problemOf(coordinate: string, schema: GraphQLSchema, takes: ComposeSource['takes']): string | undefined {
  const match = COORDINATE.exec(coordinate);
  if (match === null)
    return `"${coordinate}" is not a schema coordinate such as "Type", "Type.field" or "Query.field(argument:)".`;
  const [, typeName = '', fieldName, argName] = match;
  const roots: ReadonlyMap<string, ReturnType<GraphQLSchema['getQueryType']>> = rootTypesOf(schema);
  const type = roots.get(typeName) ?? schema.getType(typeName);
  if (!type) return `The source has no type "${typeName}".${didYouMean(typeName, typeNames(schema))}`;
  if (fieldName === undefined) return roots.has(typeName) ? 'A root type cannot be renamed.' : undefined;
  if (!isObjectType(type) && !isInterfaceType(type)) {
    return `"${coordinate}" cannot be renamed: only types, fields of objects and arguments of root fields can.`;
  }
  const field = type.getFields()[fieldName];
  if (field === undefined)
    return `The type "${typeName}" has no field "${fieldName}".${didYouMean(fieldName, Object.keys(type.getFields()))}`;
  if (argName === undefined) {
    const owner = type.getInterfaces().find((parent) => parent.getFields()[fieldName] !== undefined);
    return owner === undefined
      ? undefined
      : `"${coordinate}" is a field of the interface "${owner.name}": rename "${owner.name}.${fieldName}".`;
  }
  if (!roots.has(typeName) || takes === 'documents') {
    return `"${coordinate}" cannot be renamed: only arguments of root fields can, and not those of a GraphQL source.`;
  }
  const names = field.args.map(({ name }) => name);
  return names.includes(argName)
    ? undefined
    : `"${typeName}.${fieldName}" has no argument "${argName}".${didYouMean(argName, names)}`;
}

function typeNames(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => (isDrafted(schema, type) ? [type.name] : []));
}

/** Renames inside one type that give two fields one name. Root fields are settled with those of other sources. */
function clashes(
  renamed: ReadonlyMap<string, string>,
  schema: GraphQLSchema,
): { coordinate: string; message: string }[] {
  const found: { coordinate: string; message: string }[] = [];
  const taken = new Set<string>();
  for (const [coordinate, name] of renamed) {
    const [typeName = '', rest = ''] = coordinate.split('.');
    const type = rootTypesOf(schema).get(typeName as 'Query') ?? schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const argumentOf = /^(\w+)\(/.exec(rest)?.[1];
    const siblings =
      argumentOf === undefined
        ? Object.keys(type.getFields())
        : (type.getFields()[argumentOf]?.args.map((arg) => arg.name) ?? []);
    const place =
      argumentOf === undefined
        ? (sibling: string) => `${typeName}.${sibling}`
        : (sibling: string) => `${typeName}.${argumentOf}(${sibling})`;
    const stays = siblings.includes(name) && !renamed.has(place(name));
    const key = `${place('')}=${name}`;
    if (stays || taken.has(key))
      found.push({
        coordinate,
        message: `"${coordinate}" cannot become "${name}": "${typeName}" has that name already.`,
      });
    taken.add(key);
  }
  return found;
}
