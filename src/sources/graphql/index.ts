import { defineSource, type SourceDefinition } from '../source-definition.ts';
import { connect } from './connector.ts';
import { describe } from './describe.ts';
import type { GraphqlOptions } from './options.ts';
import { translate } from './translate.ts';

const define = defineSource({ kind: 'graphql', describe, translate, connect });

/** A GraphQL service: its URL, or its schema as SDL or introspection result with the `endpoint` in the options. */
export function graphql(
  description: string,
  options: Omit<GraphqlOptions, 'description'> = {},
): SourceDefinition<GraphqlOptions> {
  return define({ ...options, description });
}
