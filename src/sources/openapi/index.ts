import { defineSource, type SourceDefinition } from '../source-definition.ts';
import { connect } from './connector.ts';
import { describe } from './describe.ts';
import type { OpenApiOptions } from './options.ts';
import { translate } from './translate.ts';

const define = defineSource({ kind: 'openapi', describe, translate, connect });

/** A REST service by its OpenAPI description (2.0 to 3.2, JSON or YAML): a path or a URL. */
export function openapi(
  description: string,
  options: Omit<OpenApiOptions, 'description'> = {},
): SourceDefinition<OpenApiOptions> {
  return define({ ...options, description });
}
