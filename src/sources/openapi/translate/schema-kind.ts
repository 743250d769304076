import { wordsOf } from '../../shared/naming.ts';
import { type Place, textAt } from './place.ts';
import { FlatSchema, type SchemaView } from './schema-parts.ts';
import type { SchemaReader } from './schema-view.ts';

/** A schema that was read already, as a place of its own. */
export const flat = (view: SchemaView): Place => ({ ...view.place, value: new FlatSchema(view) });

/** The type that the other keywords imply. */
export function inferType(view: SchemaView): string | undefined {
  if (view.properties.size > 0 || typeof view.additional === 'object') return 'object';
  if (view.items !== undefined) return 'array';
  if (view.required.size > 0 && view.alternatives === undefined) return 'object';
  const constraints = view.constraints ?? {};
  if ('pattern' in constraints || 'minLength' in constraints || 'maxLength' in constraints) return 'string';
  if ('minimum' in constraints || 'maximum' in constraints || 'multipleOf' in constraints) return 'number';
  switch (view.format) {
    case undefined:
      return undefined;
    case 'int32':
    case 'int64':
      return 'integer';
    case 'float':
    case 'double':
      return 'number';
    default:
      return 'string';
  }
}

/** The content of a file: `file` of 2.0, and the object of the format `file` that documents for AutoRest have in its place. */
export const isFile = ({ types, format, properties }: SchemaView): boolean =>
  types[0] === 'file' || (types[0] === 'object' && format === 'file' && properties.size === 0);

/** The schema of a sequence of which `schema` describes one item; itself where it describes a list already. */
export function sequenceOf(schema: Place, reader: SchemaReader): Place {
  const view = reader.view(reader.use(schema).target);
  if ((view.types[0] ?? inferType(view)) === 'array') return schema;
  return { ...schema, value: { type: 'array', items: schema.value } };
}

export const pascal = (name: string): string =>
  wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The property whose value tells alternatives apart. */
export function discriminatorOf({ discriminator }: SchemaView): string | undefined {
  if (typeof discriminator?.value === 'string') return discriminator.value;
  return discriminator === undefined ? undefined : textAt(discriminator, 'propertyName');
}
