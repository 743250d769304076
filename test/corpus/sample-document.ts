import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

const MAX_DEPTH = 6;
const MAX_FIELDS = 600;
const MAX_MEMBERS = 30;

export interface SampleDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation on one root field that takes its arguments as variables and selects nearly everything below it. */
export function sampleDocument(
  schema: GraphQLSchema,
  coordinate: string,
  variables: Readonly<Record<string, unknown>>,
): SampleDocument {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const root = schema.getType(typeName);
  const field = isObjectType(root) ? root.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`The schema has no ${coordinate}.`);
  const given = field.args.filter(({ name }) => name in variables);
  const declared = given.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = new Selector(schema).select(getNamedType(field.type), []);
  const keyword = root === schema.getQueryType() ? 'query' : 'mutation';
  const query = `${keyword}${declared === '' ? '' : ` (${declared})`} { ${fieldName}${passed === '' ? '' : `(${passed})`}${selection} }`;
  return { query, variables };
}

class Selector {
  readonly #schema: GraphQLSchema;
  #fields = 0;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** Empty for leaves. Types above are not entered again, so that recursion ends. */
  select(type: GraphQLNamedType, above: readonly string[]): string {
    if (isAbstractType(type)) {
      const members = this.#schema.getPossibleTypes(type).slice(0, MAX_MEMBERS);
      const inside = [...above, type.name];
      // Members may have fields of one name and different types: each under a name of its own.
      const fragments = members.map(
        (member) => `... on ${member.name} ${this.#fieldsOf(member, inside, (name) => `${member.name}_${name}: `)}`,
      );
      return ` { __typename ${fragments.join(' ')} }`;
    }
    return isObjectType(type) ? ` ${this.#fieldsOf(type, above, () => '')}` : '';
  }

  #fieldsOf(type: GraphQLNamedType, above: readonly string[], alias: (name: string) => string): string {
    if (!isObjectType(type)) return '';
    const inside = [...above, type.name];
    const fields = Object.values(type.getFields())
      .filter((field) => this.#wanted(field, inside))
      .map((field) => {
        this.#fields += 1;
        return `${alias(field.name)}${field.name}${this.select(getNamedType(field.type), inside)}`;
      });
    return `{ ${fields.length === 0 ? '__typename' : fields.join(' ')} }`;
  }

  #wanted(field: GraphQLField<unknown, unknown>, above: readonly string[]): boolean {
    if (field.args.some(isRequiredArgument)) return false;
    const type = getNamedType(field.type);
    if (!isObjectType(type) && !isAbstractType(type)) return true;
    return above.length <= MAX_DEPTH && this.#fields < MAX_FIELDS && !above.includes(type.name);
  }
}
