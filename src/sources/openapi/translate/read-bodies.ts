import { isRecord } from '../../../utils/is-record.ts';
import type { BodyModel, ContentModel, EncodingModel, ParameterStyle, ResponseModel } from './operation-model.ts';
import { explodes } from './parameter-style.ts';
import { child, entries, flagAt, members, type Place, textAt } from './place.ts';
import type { ReadContext } from './read-operations.ts';
import { readParameter } from './read-parameters.ts';
import { mediaTypes, sharedName } from './read-shared.ts';

/** The request body of 3.x. */
export function readBody(written: Place, context: ReadContext): BodyModel | undefined {
  const place = context.references.follow(written);
  if (!isRecord(place.value)) return undefined;
  return {
    place,
    required: flagAt(place, 'required') ?? false,
    description: textAt(place, 'description'),
    contents: readContents(place, context),
    component: sharedName(place),
  };
}

function readContents(place: Place, context: ReadContext): ContentModel[] {
  return members(child(place, 'content')).map(([mediaType, written]): ContentModel => {
    const content = context.references.follow(written);
    const whole = child(content, 'schema');
    const item = child(content, 'itemSchema');
    return {
      mediaType: mediaType.trim().toLowerCase(),
      place: content,
      schema: whole.value !== undefined ? whole : item.value !== undefined ? item : undefined,
      encoding: readEncoding(child(content, 'encoding')),
      sequence: whole.value === undefined && item.value !== undefined,
    };
  });
}

function readEncoding(place: Place): Map<string, EncodingModel> {
  return new Map(
    entries(place).map(([name, encoding]) => {
      const style = textAt(encoding, 'style') as ParameterStyle | undefined;
      return [
        name,
        {
          contentType: textAt(encoding, 'contentType'),
          style,
          explode: flagAt(encoding, 'explode') ?? (style && explodes(style)),
          allowReserved: flagAt(encoding, 'allowReserved') ?? false,
        },
      ];
    }),
  );
}

const STATUS = /^(?:[1-5]\d\d|[1-5]XX|default)$/i;

export function readResponses(operation: Place, context: ReadContext): ResponseModel[] {
  return members(child(operation, 'responses')).map(([status, written]): ResponseModel => {
    const place = context.references.follow(written);
    if (!STATUS.test(status)) {
      const message = `${JSON.stringify(status)} is no status: write a number such as 200, a range such as 2XX, or default.`;
      context.issues.add('warning', 'INVALID', message, written);
    }
    return {
      status: /^\d[xX]{2}$/.test(status) ? status.toUpperCase() : status,
      place,
      description: textAt(place, 'description'),
      contents: context.isSwagger ? swaggerContents(operation, place, context) : readContents(place, context),
      headers: entries(child(place, 'headers')).flatMap(([name, header]) => {
        const parameter = readParameter(header, context, { name, in: 'header' });
        return parameter === undefined ? [] : [parameter];
      }),
      links: entries(child(place, 'links')).map(([name, link]) => [name, context.references.follow(link)]),
      component: sharedName(place),
    };
  });
}

function swaggerContents(operation: Place, response: Place, context: ReadContext): ContentModel[] {
  const schema = child(response, 'schema');
  if (schema.value === undefined) return [];
  const isFile = isRecord(schema.value) && schema.value.type === 'file';
  return mediaTypes('produces', operation, context.root, isFile ? 'application/octet-stream' : 'application/json').map(
    (mediaType) => ({ mediaType, place: response, schema, encoding: new Map(), sequence: false }),
  );
}
