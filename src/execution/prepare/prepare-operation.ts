import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { checkLimits } from './check-limits.ts';
import type { DocumentLimits } from './document-limits.ts';
import { OperationMeasure } from './measure-operation.ts';
import { parseDocument } from './parse-document.ts';
import type { PreparedOperation, RejectedOperation } from './prepared-operation.ts';

export interface PrepareOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** False: `__schema` and `__type` do not validate. */
  readonly introspection: boolean;
  /** False: no error says "Did you mean", which would tell names that introspection does not. */
  readonly suggestions: boolean;
  /** Further rules, after the specified ones. */
  readonly rules: readonly ValidationRule[];
}

/** Parses, limits, validates, and finds the operation. Never throws. */
export function prepareOperation(
  options: PrepareOptions,
  text: string,
  operationName: string | undefined,
): PreparedOperation | RejectedOperation {
  try {
    const document = parseDocument(text, options.limits);
    const errors = documentErrors(options, document);
    if (errors.length > 0) return { errors: errors.slice(0, options.limits.errors) };
    return findOperation(document, operationName);
  } catch (error) {
    return {
      errors: [
        error instanceof GraphQLError
          ? error
          : rejected('GRAPHQL_VALIDATION_FAILED', 'The document could not be validated.'),
      ],
    };
  }
}

function documentErrors(options: PrepareOptions, document: DocumentNode): readonly GraphQLError[] {
  const limits = checkLimits(document, options.limits);
  if (limits.length > 0) return limits;
  const rules = [
    ...specifiedRules,
    ...(options.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ...options.rules,
  ];
  return validate(options.schema, document, rules, {
    maxErrors: options.limits.errors,
    hideSuggestions: !options.suggestions,
  }).map(withCode);
}

function findOperation(
  document: DocumentNode,
  operationName: string | undefined,
): PreparedOperation | RejectedOperation {
  const operations: OperationDefinitionNode[] = [];
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    else if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  if (operationName === undefined && operations.length > 1) {
    return unresolved('The document has several operations: name the one to run in "operationName".');
  }
  const operation =
    operationName === undefined ? operations[0] : operations.find(({ name }) => name?.value === operationName);
  if (operation === undefined) {
    return unresolved(
      operationName === undefined
        ? 'The document has no operation to run.'
        : `The document has no operation named "${operationName.slice(0, 100)}".`,
    );
  }
  return { document, operation, fragments, facts: new OperationMeasure(document).measure(operation.selectionSet) };
}

function unresolved(message: string): RejectedOperation {
  return { errors: [rejected('OPERATION_RESOLUTION_FAILURE', message)] };
}

function rejected(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function withCode(error: GraphQLError): GraphQLError {
  if (typeof error.extensions.code === 'string') return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { ...error.extensions, code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
