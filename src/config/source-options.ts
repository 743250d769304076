import type { Issue } from '../errors/issue.ts';
import type { CommonSourceOptions } from '../sources/source.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import { type ConfigPath, type Locate, problemsOf } from './problems.ts';
import { commonOptionsSchema } from './source-options-schema.ts';

/** The options of one source; what is wrong with those that every kind has goes to `issues`. */
export function checkSourceOptions(
  definition: SourceDefinition,
  path: ConfigPath,
  locate: Locate,
  issues: Issue[],
): CommonSourceOptions {
  const parsed = commonOptionsSchema.safeParse(definition.options, { reportInput: true });
  if (!parsed.success) {
    issues.push(...problemsOf(parsed.error.issues, locate, path));
    return definition.options;
  }
  return parsed.data as CommonSourceOptions;
}
