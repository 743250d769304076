import type { ASTNode, GraphQLError } from 'graphql';

/** `file:line:column` of a node that was parsed with its location. */
export function placeOf(node: ASTNode): string {
  if (node.loc === undefined) return '';
  const { source, startToken } = node.loc;
  const { line, column } = startToken;
  return `${source.name}:${line}:${column}`;
}

/** `file:line:column` of a syntax error. */
export function placeOfError(error: GraphQLError, file: string): string {
  const [location] = error.locations ?? [];
  return location === undefined ? file : `${file}:${location.line}:${location.column}`;
}
