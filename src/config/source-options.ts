import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import type { CommonSourceOptions } from '../sources/source.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import { section } from './leaves.ts';
import { type ConfigPath, type Locate, problemsOf } from './problems.ts';
import type { SourceKinds } from './source-kinds.ts';
import { commonOptionsSchema, commonOptionsShape } from './source-options-schema.ts';

/** What the options of a kind are checked with: its own besides the common ones, or the common ones alone where it has no schema. */
function optionsSchema(kind: string, kinds: SourceKinds): z.ZodType {
  const own = kinds[kind]?.schema;
  return own === undefined ? commonOptionsSchema : section({ ...commonOptionsShape, ...own.shape });
}

/** The options of one source, or undefined where something is wrong with them, which goes to `issues`. */
export function checkSourceOptions(
  definition: SourceDefinition,
  kinds: SourceKinds,
  path: ConfigPath,
  locate: Locate,
  issues: Issue[],
): CommonSourceOptions | undefined {
  const schema = optionsSchema(definition.kind, kinds);
  const parsed = schema.safeParse(definition.options, { reportInput: true });
  if (parsed.success) return parsed.data as CommonSourceOptions;
  issues.push(...problemsOf(parsed.error.issues, schema, locate, path));
  return undefined;
}
