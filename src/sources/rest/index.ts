import { defineSource, type SourceDefinition } from '../source-definition.ts';
import { connect } from './connector.ts';
import { describe } from './describe.ts';
import type { RestOptions } from './options.ts';
import { translate } from './translate.ts';

const define = defineSource({ kind: 'rest', describe, translate, connect });

/** A REST service without a description: SDL (a file's path, or the text) whose root fields say by `@rest` what they call. */
export function rest(
  description: string,
  options: Omit<RestOptions, 'description'> = {},
): SourceDefinition<RestOptions> {
  return define({ ...options, description });
}
