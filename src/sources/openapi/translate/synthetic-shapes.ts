import type { Field, Naming, ObjectShape, Use } from './shape.ts';

/** Shapes of types that stand in no description: connections, and answers with headers. */

export const namedObject = (naming: Naming, fields: readonly Field[]): ObjectShape => ({
  kind: 'object',
  direction: 'output',
  naming,
  name: '',
  description: undefined,
  fields,
  rest: undefined,
  parents: [],
  isInterface: false,
  constraints: undefined,
  xml: undefined,
});

/** A field of a scalar, by its name, or of a shape. */
export const plainField = (name: string, type: string | Use, required: boolean, description?: string): Field => ({
  name,
  wire: name,
  use:
    typeof type === 'string'
      ? { shape: { kind: 'scalar', scalar: type, wire: 'same', constraints: undefined }, nullable: !required }
      : type,
  required,
  description,
  deprecated: undefined,
  xml: undefined,
});
