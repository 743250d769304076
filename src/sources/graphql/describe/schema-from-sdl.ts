import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  Source,
  specifiedDirectives,
  visit,
} from 'graphql';
import { GatewayError } from '../../../errors/gateway-error.ts';

/** A schema from SDL text. Directives that it uses and does not define (those of federation, for one) are left out. */
export function schemaFromSdl(sdl: string, place: string): GraphQLSchema {
  try {
    return buildASTSchema(withoutUnknownDirectives(parse(new Source(sdl, place))));
  } catch (error) {
    if (error instanceof GraphQLError) {
      const [at] = error.locations ?? [];
      const where = at === undefined ? place : `${place}:${at.line}:${at.column}`;
      throw new GatewayError('DESCRIPTION_INVALID', `${where}: ${error.message}`);
    }
    // Several problems come as one text, a paragraph each.
    throw new GatewayError(
      'DESCRIPTION_INVALID',
      `${place}: ${String(error instanceof Error ? error.message : error).replace(/\s*\n+\s*/g, ' ')}`,
    );
  }
}

function withoutUnknownDirectives(document: DocumentNode): DocumentNode {
  const known = new Set(specifiedDirectives.map(({ name }) => name));
  for (const node of document.definitions) if (node.kind === Kind.DIRECTIVE_DEFINITION) known.add(node.name.value);
  return visit(document, { Directive: { enter: (node) => (known.has(node.name.value) ? undefined : null) } });
}
