import type { FieldShape, ObjectShape } from './shape.ts';

/** The fields that an input may give. */
export const givenFields = (shape: ObjectShape): readonly FieldShape[] =>
  shape.fields.filter((field) => field.absent !== true);
