import {
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  getNamedType,
} from 'graphql';
import { matchesAnyGlob } from '../shared/globs.ts';
import { fieldName, NameScope } from '../shared/naming.ts';
import type { Operation, Subschema } from '../source.ts';
import type { OpenApiDescription } from './describe.ts';
import type { OpenApiOptions } from './options.ts';
import { assignNames } from './translate/assign-names.ts';
import { ConnectionShapes, paginationOf, projectionOf } from './translate/connections.ts';
import { inputDefault } from './translate/defaults.ts';
import { Families } from './translate/families.ts';
import { RESERVED_TYPE_NAMES, TypePrinter } from './translate/graphql-types.ts';
import { withHeaders } from './translate/header-fields.ts';
import { settleInterfaces } from './translate/interfaces.ts';
import { IssueCollector } from './translate/issue-collector.ts';
import { describeLinks } from './translate/links.ts';
import { bodyKind } from './translate/media.ts';
import type {
  BodyModel,
  ContentModel,
  IncomingModel,
  OperationModel,
  ParameterModel,
} from './translate/operation-model.ts';
import { nameOperations } from './translate/operation-names.ts';
import { readOperations } from './translate/read-operations.ts';
import { References } from './translate/references.ts';
import { ErrorContents, ResultReader } from './translate/results.ts';
import { componentName, SchemaReader } from './translate/schema-view.ts';
import { checkCredentials, readSecuritySchemes } from './translate/security-schemes.ts';
import { serverUrl } from './translate/servers.ts';
import type { Naming, Use } from './translate/shape.ts';
import { ShapeBuilder } from './translate/shape-builder.ts';
import { wantsOperation, wantsRoot } from './translate/wanted.ts';
import type { BodyKind, OpenApiWire, WireBody, WireParameter } from './wire.ts';

type Root = 'Query' | 'Mutation';

interface Translated {
  readonly model: OperationModel;
  readonly root: Root;
  readonly name: string;
  readonly wire: OpenApiWire;
}

/** Description -> GraphQL types and operations. Pure; every problem is an issue, none is thrown. */
export function translate(description: OpenApiDescription, options: OpenApiOptions): Subschema<OpenApiWire> {
  const issues = new IssueCollector();
  for (const { code, message, document, pointer } of description.problems) {
    issues.add('error', code, message, { document, pointer });
  }
  const references = new References(description, issues);
  const reader = new SchemaReader(references, description.version === '3.1' || description.version === '3.2');
  const families = new Families(reader, description);
  const shapeOptions = { integers: options.integers ?? 'Int' } as const;
  const builder = new ShapeBuilder(reader, issues, families, shapeOptions);
  const errors = new ErrorContents(
    () => new ShapeBuilder(reader, new IssueCollector(), new Families(reader, description), shapeOptions),
  );
  const described = readOperations(description, references, issues);
  checkCredentials(described.operations, readSecuritySchemes(description, references), options, issues);
  const incoming = described.operations.length > 0 ? [] : incomingUses(described.incoming, builder);
  const operations = translateOperations(described.operations, builder, errors, description, options);
  builder.complete();
  settleInterfaces(builder);
  assignNames(builder.named, RESERVED_TYPE_NAMES, issues);
  const printer = new TypePrinter(options.nullability === 'lenient');
  const links = describeLinks(operations, references, issues);
  return {
    schema: printSchema(operations, [...incoming, ...hiddenMembers(builder)], printer),
    operations: new Map(operations.map((operation) => [`${operation.root}.${operation.name}`, toOperation(operation)])),
    issues: issues.finish(),
    described: described.operations.length,
    links,
  };
}

function translateOperations(
  models: readonly OperationModel[],
  builder: ShapeBuilder,
  errors: ErrorContents,
  description: OpenApiDescription,
  options: OpenApiOptions,
): Translated[] {
  const results = new ResultReader(builder, errors);
  const connections = new ConnectionShapes(builder);
  const rooted = models.map((model) => ({ model, root: rootOf(model) }));
  const names = nameOperations(rooted, builder.issues);
  return rooted.flatMap(({ model, root: guessed }, index): Translated[] => {
    const name = names[index] ?? '';
    if (!wantsOperation(name, options)) return [];
    const root = wantsRoot(name, options) ?? guessed;
    const inputs = translateInputs(model, name, builder);
    const answers = results.read(model, name);
    // Where the items are shows in fields, which are filled late.
    if (options.pagination !== undefined) builder.complete();
    const pagination = root === 'Query' ? paginationOf(name, inputs.parameters, answers.result, options) : undefined;
    const projection = projectionOf(name, inputs.parameters, options);
    const paged = pagination === undefined ? undefined : connections.of(pagination.item, name, namingOf(model, name));
    const headed =
      paged === undefined && matchesAnyGlob(options.responseHeaders, name)
        ? withHeaders(model, name, answers.result, builder)
        : undefined;
    const [fixedAccept] = pickFixed(model.fixedHeaders.accept, answers.accept);
    const [fixedType] = model.fixedHeaders['content-type'] ?? [];
    const wire: OpenApiWire = {
      method: model.method,
      path: model.path,
      server: serverUrl(model, description, options, builder.issues),
      parameters: inputs.parameters.filter(
        (it) =>
          pagination === undefined ||
          it.in !== 'query' ||
          (it.name !== pagination.parameter && it.name !== pagination.sizeParameter),
      ),
      body:
        inputs.body?.kind === 'bytes' && fixedType !== undefined
          ? { ...inputs.body, mediaType: fixedType }
          : inputs.body,
      accept: fixedAccept ?? answers.accept,
      fixedHeaders: fixedType === undefined || inputs.body !== undefined ? {} : { 'content-type': fixedType },
      responses: answers.responses,
      result: paged ?? headed?.result ?? answers.result,
      projection,
      pagination,
      headers: headed?.headers,
      security: model.security,
    };
    return [{ model, root, name, wire }];
  });
}

/** The described values that the operation's answer can have; all of them where it can have none. */
function pickFixed(values: readonly string[] | undefined, accept: string): readonly string[] {
  const fitting = (values ?? []).filter((it) => accept.split(', ').includes(it));
  return fitting.length > 0 || accept !== '*/*' ? fitting : (values ?? []);
}

const namingOf = (model: OperationModel, name: string): Naming => ({
  place: model.place,
  component: undefined,
  title: undefined,
  parent: { of: undefined, base: name, suffix: '' },
  direction: 'output',
});

function rootOf(model: OperationModel): Root {
  if (model.effect !== undefined) return model.effect === 'query' ? 'Query' : 'Mutation';
  return model.method === 'GET' || model.method === 'HEAD' || model.method === 'QUERY' ? 'Query' : 'Mutation';
}

function translateInputs(
  model: OperationModel,
  name: string,
  builder: ShapeBuilder,
): { parameters: WireParameter[]; body: WireBody | undefined } {
  const args = new NameScope();
  const bodyArg = model.body === undefined ? '' : args.claim('input');
  const ordered = model.parameters.map((parameter) => ({ parameter, wanted: fieldName(parameter.name) }));
  const argNames = new Map<ParameterModel, string>();
  for (const own of [true, false]) {
    for (const { parameter, wanted } of ordered) {
      if ((wanted === parameter.name) !== own) continue;
      argNames.set(parameter, args.claim(wanted, fieldName(`${parameter.in} ${parameter.name}`)));
    }
  }
  const parameters = model.parameters.map((parameter) =>
    translateParameter(parameter, argNames.get(parameter) ?? parameter.name, name, builder),
  );
  const body = model.body === undefined ? undefined : translateBody(model.body, bodyArg, name, builder);
  return { parameters, body };
}

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
    allowReserved: parameter.allowReserved,
    required: parameter.required,
    mediaType: parameter.mediaType,
    use,
    default: inputDefault(use, given),
  };
}

const BODY_PREFERENCE: readonly BodyKind[] = ['json', 'multipart', 'form', 'xml', 'ndjson', 'text', 'bytes'];

function translateBody(body: BodyModel, arg: string, name: string, builder: ShapeBuilder): WireBody | undefined {
  const ranked = body.contents.map((content) => ({ content, kind: bodyKind(content.mediaType) }));
  ranked.sort((a, b) => BODY_PREFERENCE.indexOf(a.kind) - BODY_PREFERENCE.indexOf(b.kind));
  const [best] = ranked;
  if (best === undefined) return undefined;
  const { content, kind } = best;
  return {
    arg,
    mediaType: kind !== 'bytes' && content.mediaType.includes('*') ? 'application/json' : content.mediaType,
    kind,
    required: body.required,
    use: bodyUse(content, kind, body, name, builder),
    encoding: content.encoding,
    rootElement: rootElement(content, builder),
  };
}

function bodyUse(
  content: ContentModel,
  kind: BodyKind,
  body: BodyModel,
  name: string,
  builder: ShapeBuilder,
): WireBody['use'] {
  if (kind === 'bytes')
    return { shape: { kind: 'scalar', scalar: 'Upload', wire: 'upload', constraints: undefined }, nullable: false };
  if (content.schema === undefined) {
    if (kind === 'text')
      return { shape: { kind: 'scalar', scalar: 'String', wire: 'same', constraints: undefined }, nullable: false };
    return { shape: builder.json(content.place, 'the request body has no schema'), nullable: true };
  }
  const base = body.component ?? name;
  return builder.use(content.schema, {
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

/** What a description of webhooks alone says: the types of what will come. */
function incomingUses(incoming: readonly IncomingModel[], builder: ShapeBuilder): Use[] {
  return incoming.flatMap(({ name, body }) =>
    (body?.contents ?? []).flatMap((content) =>
      content.schema === undefined
        ? []
        : [
            builder.use(content.schema, {
              parent: { of: undefined, base: name, suffix: 'Event' },
              direction: 'output',
              uploads: false,
            }),
          ],
    ),
  );
}

/** Objects that only an interface leads to. */
function hiddenMembers(builder: ShapeBuilder): Use[] {
  return builder.named.flatMap((shape) =>
    shape.kind === 'union' && shape.parent !== undefined && shape.direction === 'output'
      ? shape.members.map((it) => it.use)
      : [],
  );
}

function printSchema(operations: readonly Translated[], more: readonly Use[], printer: TypePrinter): GraphQLSchema {
  const root = (name: Root): GraphQLObjectType | undefined => {
    const own = operations.filter((operation) => operation.root === name);
    if (own.length === 0) return undefined;
    return new GraphQLObjectType({
      name,
      fields: () => Object.fromEntries(own.map((operation) => [operation.name, printField(operation, printer)])),
    });
  };
  return new GraphQLSchema({
    query: root('Query') ?? null,
    mutation: root('Mutation') ?? null,
    types: more.map((use) => getNamedType(printer.output(use, false))),
  });
}

function printField(operation: Translated, printer: TypePrinter): GraphQLFieldConfig<unknown, unknown> {
  const { model, wire } = operation;
  const args: Record<string, NonNullable<GraphQLFieldConfig<unknown, unknown>['args']>[string]> = {};
  for (const [index, parameter] of wire.parameters.entries()) {
    const described = model.parameters[index];
    const hasDefault = parameter.default !== undefined;
    const type = printer.input(parameter.use, false);
    args[parameter.arg] = {
      type: parameter.required && !hasDefault ? new GraphQLNonNull(type) : type,
      description: described?.description ?? null,
      deprecationReason: parameter.required && !hasDefault ? null : (described?.deprecated ?? null),
      ...(hasDefault ? { defaultValue: parameter.default } : undefined),
    };
  }
  if (wire.pagination !== undefined) {
    args.first = { type: GraphQLInt, description: 'How many items.' };
    args.after = { type: GraphQLString, description: 'The cursor after which they begin.' };
  }
  if (wire.body !== undefined) {
    const type = printer.input(wire.body.use, false);
    args[wire.body.arg] = {
      type: wire.body.required && !wire.body.use.nullable ? new GraphQLNonNull(type) : type,
      description: model.body?.description ?? null,
    };
  }
  return {
    type: printer.output(wire.result, false),
    args,
    description: describe(model),
    deprecationReason: model.deprecated ?? null,
  };
}

const describe = (model: OperationModel): string | null =>
  [model.summary, model.description]
    .filter((it, index, all) => it !== undefined && all.indexOf(it) === index)
    .join('\n\n') || null;

const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']);

function toOperation({ model, root, name, wire }: Translated): Operation<OpenApiWire> {
  return Object.freeze({
    coordinate: `${root}.${name}`,
    effect: root === 'Query' ? 'read' : 'write',
    // A file is a stream, which can be sent once.
    idempotent:
      (root === 'Query' || IDEMPOTENT.has(model.method)) &&
      wire.body?.kind !== 'multipart' &&
      wire.body?.kind !== 'bytes',
    label: `${model.method} ${model.path}`,
    wire: Object.freeze(wire),
    ...(wire.projection === undefined ? undefined : { projection: { arg: wire.projection.parameter.arg } }),
  });
}
