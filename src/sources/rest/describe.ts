import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { SourceIO } from '../source.ts';
import type { RestOptions } from './options.ts';

export interface RestDescription {
  /** As an issue prints it: the file, or `rest()` for text given in the configuration. */
  readonly name: string;
  readonly document: DocumentNode;
}

/** Reads and parses the SDL. */
export async function describe(options: RestOptions, io: SourceIO): Promise<RestDescription> {
  const inline = /[{\n]/.test(options.description);
  const name = inline ? 'rest()' : options.description;
  const text = inline ? options.description : new TextDecoder().decode(await io.readFile(options.description));
  try {
    const document = parse(text);
    if (document.definitions.some((definition) => definition.kind === Kind.OPERATION_DEFINITION)) {
      throw new GatewayError(
        'DESCRIPTION_INVALID',
        `${name} has queries; write types with @rest on the fields of Query and Mutation.`,
      );
    }
    return { name, document };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    const place = at === undefined ? name : `${name}:${at.line}:${at.column}`;
    throw new GatewayError('DESCRIPTION_INVALID', `${place} is no GraphQL SDL: ${error.message}`, { cause: error });
  }
}
