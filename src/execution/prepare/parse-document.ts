import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { nestsDeeperThan } from './bracket-depth.ts';
import { limitError } from './check-limits.ts';
import type { DocumentLimits } from './document-limits.ts';

/** Parses within limits. Throws a `GraphQLError` with a code; never a `RangeError`. */
export function parseDocument(text: string, limits: DocumentLimits): DocumentNode {
  if (text.length > limits.sourceLength) {
    throw limitError('LIMIT_EXCEEDED', 'characters', text.length, limits.sourceLength);
  }
  if (nestsDeeperThan(text, limits.nesting)) {
    throw parseError(`The document nests brackets deeper than ${limits.nesting} levels.`);
  }
  try {
    return parse(text, { maxTokens: limits.tokens, maxComments: limits.comments });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw parseError('The document could not be parsed.');
    const code = / tokens\. Parsing aborted/.test(error.message) ? 'TOKEN_LIMIT_EXCEEDED' : 'GRAPHQL_PARSE_FAILED';
    throw new GraphQLError(error.message, {
      source: error.source ?? null,
      positions: error.positions ?? null,
      extensions: { code },
    });
  }
}

function parseError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
}
