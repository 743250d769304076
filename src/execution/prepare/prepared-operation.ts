import type { DocumentNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import type { OperationFacts } from './measure-operation.ts';

/** A document that passed everything that can be known before its variables are. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly facts: OperationFacts;
  readonly errors?: undefined;
}

/** A document that cannot be run, with the errors to answer. */
export interface RejectedOperation {
  readonly errors: readonly GraphQLError[];
}
