import { scalar } from './scalar-shapes.ts';
import type { Field, Naming, ObjectShape, Use } from './shape.ts';

/** Shapes of types that stand in no description: connections, answers with headers, members of unions that are no objects. */

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
  use: typeof type === 'string' ? { shape: scalar(type), nullable: !required } : type,
  required,
  description,
  deprecated: undefined,
  xml: undefined,
});
