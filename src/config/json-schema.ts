import { z } from 'zod';
import { configSchema } from './config-schema.ts';
import { section, text } from './leaves.ts';
import type { SourceKinds } from './source-kinds.ts';
import { commonOptionsShape } from './source-options-schema.ts';

/** The JSON Schema of a configuration in JSON or YAML, for editors: completion, and errors while one types. */
export function configJsonSchema(kinds: SourceKinds): Record<string, unknown> {
  const sources = z.record(
    z.string(),
    z.union(Object.entries(kinds).map(([kind, { schema }]) => sourceSchema(kind, schema))),
  );
  const { properties, ...schema } = z.toJSONSchema(configSchema('development', sources), {
    io: 'input',
    unrepresentable: 'any',
  });
  // A function cannot be written in JSON or YAML.
  const { context: _, cache, permissions, resilience, ...others } = properties as Record<string, DividedSchema>;
  return {
    ...schema,
    title: 'Interlace configuration',
    properties: {
      $schema: { type: 'string' },
      ...others,
      cache: united(cache),
      resilience: united(resilience),
      permissions: { anyOf: [{ type: 'string' }, united(permissions)] },
    },
  };
}

/** What is checked as settings and a table of rules is one object in the file. */
interface DividedSchema {
  readonly properties?: {
    readonly settings?: { readonly properties?: object };
    readonly table?: { readonly propertyNames?: { readonly pattern?: string }; readonly additionalProperties?: object };
  };
}

function united(divided: DividedSchema | undefined): object {
  const { settings, table } = divided?.properties ?? {};
  return {
    type: 'object',
    properties: settings?.properties ?? {},
    patternProperties: { [table?.propertyNames?.pattern ?? '^[A-Z]']: table?.additionalProperties ?? {} },
    additionalProperties: false,
  };
}

/** One source in a file: the kind's key with the location behind it, and the options beside it. */
function sourceSchema(kind: string, own: z.ZodObject | undefined): z.ZodType {
  const { description, ...options } = own?.shape ?? {};
  return section({
    [kind]: description === undefined ? text() : (description as z.ZodType),
    ...commonOptionsShape,
    ...options,
  });
}
