import type { Selection } from '../../source.ts';
import type { FieldShape } from '../model/shape.ts';

// Stands for "all of it" below a wrapper, where the map cannot hold undefined.
const WHOLE = null;

/** The selection of a wrapper whose one field is selected so; undefined: all of it. */
export const onlyField = (field: FieldShape, selection: Selection | undefined): Selection => ({
  fields: new Map([[field.name, selection ?? WHOLE]]),
  key: '',
});
