import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  isNonNullType,
  type TypeNode,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import type { Variables } from '../executor-contract.ts';

export type CoercedVariables =
  | { readonly coerced: Readonly<Record<string, unknown>>; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly coerced?: never };

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly isRequired: boolean;
  readonly defaultValue: ValueNode | undefined;
}

const NONE: CoercedVariables = { coerced: Object.freeze({}) };

/**
 * Coerces the variables of one operation, with the values and the errors of graphql's `getVariableValues`. That looks up every type again
 * for every request; here it runs only to say what is wrong.
 */
export function prepareVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  options: { readonly maxErrors: number; readonly hideSuggestions: boolean },
): (given: Variables) => CoercedVariables {
  if (definitions.length === 0) return () => NONE;
  const slowly = (given: Variables): CoercedVariables => getVariableValues(schema, definitions, given ?? {}, options);
  const variables = definitions.flatMap((definition) => variableOf(schema, definition) ?? []);
  if (variables.length < definitions.length) return slowly;
  return (given) => {
    if (given === undefined) return slowly(given);
    const coerced: Record<string, unknown> = {};
    try {
      for (const { name, type, isRequired, defaultValue } of variables) {
        if (Object.hasOwn(given, name)) coerced[name] = coerceInputValue(given[name], type, refuse);
        else if (defaultValue !== undefined) coerced[name] = valueFromAST(defaultValue, type);
        else if (isRequired) return slowly(given);
      }
    } catch {
      return slowly(given);
    }
    return { coerced };
  };
}

function variableOf(
  schema: GraphQLSchema,
  { variable, type: node, defaultValue }: VariableDefinitionNode,
): Variable | undefined {
  const name = variable.name.value;
  const type = typeFromNode(schema, node);
  // Written as a property, `__proto__` would set the prototype.
  if (name in Object.prototype || !isInputType(type)) return undefined;
  return { name, type, isRequired: isNonNullType(type), defaultValue };
}

/** The overloads of graphql take each kind of node by itself. */
const typeFromNode = typeFromAST as (schema: GraphQLSchema, node: TypeNode) => unknown;

const MISFIT = new Error('A variable does not fit its type.');

function refuse(): never {
  throw MISFIT;
}
