import { fieldName, NameScope } from '../../shared/naming.ts';
import type { BodyKind, WireBody, WireParameter } from '../wire.ts';
import { inputDefault } from './defaults.ts';
import { bodyKind } from './media.ts';
import type { BodyModel, ContentModel, OperationModel, ParameterModel } from './operation-model.ts';
import { scalar } from './scalar-shapes.ts';
import { isFile, sequenceOf } from './schema-kind.ts';
import { componentName } from './schema-view.ts';
import type { ShapeBuilder } from './shape-builder.ts';

/** The arguments of an operation: one for each parameter, and `input` for the body. */
export function translateInputs(
  model: OperationModel,
  name: string,
  builder: ShapeBuilder,
): { parameters: WireParameter[]; body: WireBody | undefined } {
  const args = new NameScope();
  const wanted = model.body !== undefined && !mayOnlyBeEmpty(model.body, builder) ? model.body : undefined;
  const bodyArg = wanted === undefined ? '' : args.claim('input');
  const ordered = model.parameters.map((parameter) => ({ parameter, own: fieldName(parameter.name) }));
  const argNames = new Map<ParameterModel, string>();
  for (const same of [true, false]) {
    for (const { parameter, own } of ordered) {
      if ((own === parameter.name) !== same) continue;
      argNames.set(parameter, args.claim(own, fieldName(`${parameter.in} ${parameter.name}`)));
    }
  }
  const parameters = model.parameters.map((parameter) =>
    translateParameter(parameter, argNames.get(parameter) ?? parameter.name, name, builder),
  );
  const body = wanted === undefined ? undefined : translateBody(wanted, bodyArg, name, builder);
  return { parameters, body };
}

/** A body that need not be sent, and in which nothing can be. */
const mayOnlyBeEmpty = (body: BodyModel, builder: ShapeBuilder): boolean =>
  !body.required &&
  body.contents.length > 0 &&
  body.contents.every(({ schema }) => schema !== undefined && builder.isEmpty(schema, 'input'));

function translateParameter(
  parameter: ParameterModel,
  arg: string,
  name: string,
  builder: ShapeBuilder,
): WireParameter {
  const base = parameter.component ?? name;
  const use =
    parameter.schema === undefined
      ? { shape: builder.json(parameter.place, 'the parameter has no schema'), nullable: true }
      : builder.use(parameter.schema, {
          parent: { of: undefined, base, suffix: parameter.component === undefined ? parameter.name : '' },
          direction: 'input',
          uploads: false,
        });
  const given = parameter.schema === undefined ? undefined : builder.reader.use(parameter.schema).default;
  return {
    arg,
    name: parameter.name,
    in: parameter.in,
    style: parameter.style,
    explode: parameter.explode,
    ...(parameter.innerStyles && { innerStyles: parameter.innerStyles }),
    allowReserved: parameter.allowReserved,
    required: parameter.required,
    mediaType: parameter.mediaType,
    use,
    default: inputDefault(use, given),
  };
}

const BODY_PREFERENCE: readonly BodyKind[] = ['json', 'multipart', 'form', 'xml', 'ndjson', 'text', 'bytes'];

function translateBody(body: BodyModel, arg: string, name: string, builder: ShapeBuilder): WireBody | undefined {
  const ranked = body.contents.map((content) => {
    const kind = kindOf(content, builder);
    // What is called by its name comes before what only means it.
    const rank = 2 * BODY_PREFERENCE.indexOf(kind) + (bodyKind(content.mediaType) === kind ? 0 : 1);
    return { content, kind, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const best = ranked.find((it) => !isForm(it.kind) || !isFileContent(it.content, builder)) ?? ranked[0];
  if (best === undefined) return undefined;
  const { content, kind } = best;
  return {
    arg,
    mediaType: kind !== 'bytes' && !isSendable(content.mediaType) ? 'application/json' : content.mediaType,
    kind,
    required: body.required,
    use: bodyUse(content, kind, body, name, builder),
    encoding: content.encoding,
    rootElement: rootElement(content, builder),
  };
}

/** A file is sent as it is, whatever its type. */
function kindOf(content: ContentModel, builder: ShapeBuilder): BodyKind {
  if (content.sequence) return 'ndjson';
  const kind = bodyKind(content.mediaType);
  // One text for the whole form is the form, written already.
  if (kind === 'form') return isText(content, builder) ? 'text' : kind;
  if (!isForm(kind) && isFileContent(content, builder)) return 'bytes';
  // Fields are no bytes, nor text: what is meant is JSON under another name.
  return (kind === 'bytes' || kind === 'text') && hasFields(content, builder) ? 'json' : kind;
}

/** Neither a range nor nothing. */
const isSendable = (mediaType: string): boolean => mediaType !== '' && !mediaType.includes('*');

const isForm = (kind: BodyKind): boolean => kind === 'multipart' || kind === 'form';
const isFileContent = ({ schema }: ContentModel, { reader }: ShapeBuilder): boolean =>
  schema !== undefined && isFile(reader.view(reader.use(schema).target));

const hasFields = ({ schema }: ContentModel, { reader }: ShapeBuilder): boolean =>
  schema !== undefined && reader.view(reader.use(schema).target).properties.size > 0;

function isText({ schema }: ContentModel, { reader }: ShapeBuilder): boolean {
  if (schema === undefined) return false;
  const view = reader.view(reader.use(schema).target);
  return view.types.length === 1 && view.types[0] === 'string' && view.enumValues === undefined;
}

function bodyUse(
  content: ContentModel,
  kind: BodyKind,
  body: BodyModel,
  name: string,
  builder: ShapeBuilder,
): WireBody['use'] {
  if (kind === 'bytes') return { shape: scalar('Upload', 'upload'), nullable: false };
  if (content.schema === undefined) {
    if (kind === 'text') return { shape: scalar('String'), nullable: false };
    return { shape: builder.json(content.place, 'the request body has no schema'), nullable: true };
  }
  if (isForm(kind) && isFileContent(content, builder)) {
    return { shape: builder.json(content.place, 'a form has named parts, and is described as a file'), nullable: true };
  }
  const base = body.component ?? name;
  const schema = kind === 'ndjson' ? sequenceOf(content.schema, builder.reader) : content.schema;
  return builder.use(schema, {
    parent: { of: undefined, base, suffix: '' },
    direction: 'input',
    uploads: kind === 'multipart',
  });
}

/** What an XML body is called when its schema does not say: the component's name. */
function rootElement(content: ContentModel, builder: ShapeBuilder): string {
  if (content.schema === undefined) return 'root';
  const { target } = builder.reader.use(content.schema);
  return componentName(target) ?? builder.reader.view(target).title ?? 'root';
}
