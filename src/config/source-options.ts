import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import type { CommonSourceOptions } from '../sources/source.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import { section } from './leaves.ts';
import { type ConfigPath, type Locate, problemsOf } from './problems.ts';
import type { SourceKinds } from './source-kinds.ts';
import { commonOptionsSchema, commonOptionsShape } from './source-options-schema.ts';

/** What the options of a kind are checked with: its own besides the common ones, or the common ones alone where it has no schema. */
export function optionsSchema(kind: string, kinds: SourceKinds): z.ZodType {
  const own = kinds[kind]?.schema;
  return own === undefined ? commonOptionsSchema : section({ ...commonOptionsShape, ...own.shape });
}

/** The options of one source; what is wrong with them goes to `issues`. */
export function checkSourceOptions(
  definition: SourceDefinition,
  kinds: SourceKinds,
  path: ConfigPath,
  locate: Locate,
  issues: Issue[],
): CommonSourceOptions {
  const parsed = optionsSchema(definition.kind, kinds).safeParse(definition.options, { reportInput: true });
  if (!parsed.success) {
    issues.push(...problemsOf(parsed.error.issues, locate, path));
    return definition.options;
  }
  return parsed.data as CommonSourceOptions;
}
