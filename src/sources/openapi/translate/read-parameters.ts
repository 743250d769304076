import { isRecord } from '../../../utils/is-record.ts';
import type { BodyModel, EncodingModel, ParameterLocation, ParameterModel } from './operation-model.ts';
import { styleOf, swaggerStyle } from './parameter-style.ts';
import { child, elements, flagAt, members, type Place, textAt } from './place.ts';
import type { ReadContext } from './read-operations.ts';
import { mediaTypes, sharedName } from './read-shared.ts';
import { FlatSchema, type SchemaView } from './schema-parts.ts';
import { deprecationOf } from './schema-view.ts';

/** What belongs to the connection, and no caller may set. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Parameters that the standard ignores: what the exchange itself, or a credential, sets. */
export const isImplied = (parameter: ParameterModel): boolean =>
  parameter.in === 'header' && ['accept', 'content-type', 'authorization'].includes(parameter.name.toLowerCase());

/** The parameters of a path item and of its operation; the operation's stand before the path's. */
export function readParameters(item: Place, operation: Place, path: string, context: ReadContext): ParameterModel[] {
  const byKey = new Map<string, ParameterModel>();
  for (const place of [item, operation]) {
    for (const written of elements(child(place, 'parameters'))) {
      const parameter = readParameter(written, context);
      if (parameter !== undefined) byKey.set(`${parameter.in} ${parameter.name}`, parameter);
    }
  }
  const inPath = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ''));
  for (const parameter of [...byKey.values()]) {
    if (parameter.in !== 'path' || inPath.has(parameter.name)) continue;
    byKey.delete(`path ${parameter.name}`);
    context.issues.add(
      'warning',
      'INVALID',
      `The path ${path} has no {${parameter.name}}: the parameter is left out.`,
      parameter.place,
    );
  }
  for (const name of inPath) {
    if (byKey.has(`path ${name}`)) continue;
    context.issues.add(
      'warning',
      'INVALID',
      `The path ${path} has {${name}}, and no parameter says what it is.`,
      operation,
    );
    byKey.set(`path ${name}`, undescribed(name, operation));
  }
  return [...byKey.values()];
}

const undescribed = (name: string, place: Place): ParameterModel => ({
  place,
  name,
  in: 'path',
  required: true,
  description: undefined,
  deprecated: undefined,
  schema: { ...place, value: { type: 'string' } },
  style: 'simple',
  explode: false,
  allowReserved: false,
  mediaType: undefined,
  component: undefined,
});

/** One parameter or (with `as`) one response header. Undefined for those that belong to a body, and for broken ones. */
export function readParameter(
  written: Place,
  context: ReadContext,
  as?: { name: string; in: 'header' },
): ParameterModel | undefined {
  const place = context.references.follow(written);
  if (!isRecord(place.value)) return undefined;
  const name = as?.name ?? textAt(place, 'name');
  const location = as?.in ?? textAt(place, 'in');
  if (name === undefined || location === undefined) {
    context.issues.add('error', 'INVALID', 'A parameter must have "name" and "in".', place);
    return undefined;
  }
  if (location === 'body' || location === 'formData') return undefined;
  if (location === 'header' && CONNECTION_HEADERS.has(name.toLowerCase())) return undefined;
  if (location === 'header' && !HEADER_NAME.test(name)) {
    context.issues.add(
      'warning',
      'INVALID',
      `${JSON.stringify(name)} is no name of a header: the parameter is left out.`,
      place,
    );
    return undefined;
  }
  const [mediaType, content] = members(child(place, 'content'))[0] ?? [];
  const schema = context.isSwagger
    ? place
    : content === undefined
      ? child(place, 'schema')
      : child(context.references.follow(content), 'schema');
  const style = context.isSwagger ? swaggerStyle(place, location, context.references) : styleOf(place, location);
  return {
    place,
    name,
    in: location as ParameterLocation,
    required: location === 'path' || flagAt(place, 'required') === true,
    description: textAt(place, 'description'),
    deprecated: deprecationOf(place.value),
    schema: schema.value === undefined ? undefined : schema,
    ...style,
    allowReserved: flagAt(place, 'allowReserved') ?? false,
    mediaType: content === undefined ? undefined : mediaType,
    component: sharedName(place),
  };
}

/** `in: body` of 2.0. */
export function swaggerBody(item: Place, operation: Place, context: ReadContext): BodyModel | undefined {
  for (const place of [operation, item]) {
    for (const written of elements(child(place, 'parameters'))) {
      const parameter = context.references.follow(written);
      if (textAt(parameter, 'in') !== 'body') continue;
      const schema = child(parameter, 'schema');
      return {
        place: parameter,
        required: flagAt(parameter, 'required') ?? false,
        description: textAt(parameter, 'description'),
        component: sharedName(parameter),
        contents: mediaTypes('consumes', operation, context.root, 'application/json').map((mediaType) => ({
          mediaType,
          place: parameter,
          schema: schema.value === undefined ? undefined : schema,
          encoding: new Map(),
          sequence: false,
        })),
      };
    }
  }
  return undefined;
}

/** `in: formData` of 2.0: all such parameters are one body. */
export function readFormBody(item: Place, operation: Place, context: ReadContext): BodyModel | undefined {
  const properties = new Map<string, Place>();
  const required = new Set<string>();
  const encoding = new Map<string, EncodingModel>();
  let hasFile = false;
  for (const place of [item, operation]) {
    for (const written of elements(child(place, 'parameters'))) {
      const parameter = context.references.follow(written);
      const name = textAt(parameter, 'name');
      if (textAt(parameter, 'in') !== 'formData' || name === undefined) continue;
      properties.set(name, parameter);
      if (flagAt(parameter, 'required') === true) required.add(name);
      if (textAt(parameter, 'type') === 'file') hasFile = true;
      encoding.set(name, {
        contentType: undefined,
        allowReserved: false,
        ...swaggerStyle(parameter, 'formData', context.references),
      });
    }
  }
  if (properties.size === 0) return undefined;
  const types = mediaTypes('consumes', operation, context.root, 'application/x-www-form-urlencoded');
  const multipart = hasFile || !types.includes('application/x-www-form-urlencoded');
  const mediaType = multipart ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const schema: Place = { ...operation, value: new FlatSchema(formView(properties, required, operation)) };
  return {
    place: operation,
    required: required.size > 0,
    description: undefined,
    component: undefined,
    contents: [{ mediaType, place: operation, schema, encoding, sequence: false }],
  };
}

const formView = (properties: Map<string, Place>, required: Set<string>, place: Place): SchemaView => ({
  place,
  types: ['object'],
  nullable: false,
  never: false,
  readOnly: false,
  writeOnly: false,
  format: undefined,
  title: undefined,
  description: undefined,
  enumValues: undefined,
  enumPlace: undefined,
  properties,
  required,
  additional: undefined,
  items: undefined,
  alternatives: undefined,
  choice: undefined,
  rules: [],
  discriminator: undefined,
  parents: [],
  constraints: undefined,
  xml: undefined,
});
