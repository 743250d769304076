import { type ArgumentNode, type FieldNode, type GraphQLField, getArgumentValues, isNonNullType, Kind } from 'graphql';
import type { Arguments } from '../link/compile-link.ts';

/** Arguments of one field: known already, or worked out for each run. */
export interface PreparedArguments {
  /** Those of one run. Throws a GraphQLError where they do not fit. */
  read(variables: Readonly<Record<string, unknown>>): Arguments;
  /** The same in every run. */
  readonly fixed: Arguments | undefined;
}

type Definition = GraphQLField<unknown, unknown>;

interface Entry {
  readonly name: string;
  /** The variable that the argument is, if it is one. */
  readonly variable: string | undefined;
  readonly isRequired: boolean;
  /** What there is without a value of the variable: the argument or nothing; undefined where that is an error. */
  readonly otherwise: Arguments | undefined;
}

/**
 * Reads the arguments of a field, with the values and the errors of graphql's `getArgumentValues`: what no variable changes is coerced
 * beforehand. That function runs where a variable stands inside a value, and to say what is wrong.
 */
export function prepareArguments(definition: Definition, node: FieldNode): PreparedArguments {
  const slowly: PreparedArguments['read'] = (variables) => getArgumentValues(definition, node, variables);
  const given = new Map((node.arguments ?? []).map((argument) => [argument.name.value, argument]));
  const entries = definition.args.map((argument) => entryOf(definition, node, argument, given.get(argument.name)));
  if (!entries.every((entry) => entry !== undefined)) return { read: slowly, fixed: undefined };
  const read: PreparedArguments['read'] = (variables) => {
    const values: Record<string, unknown> = {};
    for (const { name, variable, isRequired, otherwise } of entries) {
      const value = variable === undefined ? undefined : variables[variable];
      if (value === undefined) {
        if (otherwise === undefined) return slowly(variables);
        if (name in otherwise) values[name] = otherwise[name];
      } else if (value === null && isRequired) return slowly(variables);
      else values[name] = value;
    }
    return values;
  };
  // Without variables nothing but an error is left to each run.
  const isFixed = entries.every(({ variable, otherwise }) => variable === undefined && otherwise !== undefined);
  return { read, fixed: isFixed ? Object.freeze(read({})) : undefined };
}

function entryOf(
  definition: Definition,
  node: FieldNode,
  argument: Definition['args'][number],
  given: ArgumentNode | undefined,
): Entry | undefined {
  const { name, type } = argument;
  const variable = given?.value.kind === Kind.VARIABLE ? given.value.name.value : undefined;
  if (variable === undefined && given !== undefined && holdsVariable(given.value)) return undefined;
  // Every object has these.
  if (name in Object.prototype || (variable !== undefined && variable in Object.prototype)) return undefined;
  let otherwise: Arguments | undefined;
  try {
    const alone = { ...definition, args: [argument] };
    otherwise = getArgumentValues(alone, { ...node, arguments: given === undefined ? [] : [given] });
  } catch {
    // Every run without the variable says so.
  }
  return { name, variable, isRequired: isNonNullType(type), otherwise };
}

function holdsVariable(value: ArgumentNode['value']): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value));
}
