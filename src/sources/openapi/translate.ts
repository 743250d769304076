import { isWanted, matchesAnyGlob } from '../shared/globs.ts';
import type { Operation, Subschema } from '../source.ts';
import type { OpenApiDescription } from './describe.ts';
import type { OpenApiOptions } from './options.ts';
import { assignNames } from './translate/assign-names.ts';
import { checkStructure } from './translate/check-structure.ts';
import { ConnectionShapes, paginationOf, projectionOf } from './translate/connections.ts';
import { openEndlessInputs } from './translate/endless-inputs.ts';
import { Families } from './translate/families.ts';
import { RESERVED_TYPE_NAMES, TypePrinter, YIELDING_SCALARS } from './translate/graphql-types.ts';
import { withHeaders } from './translate/header-fields.ts';
import { reportIdleOptions } from './translate/idle-options.ts';
import { translateInputs } from './translate/inputs.ts';
import { settleInterfaces } from './translate/interfaces.ts';
import { IssueCollector } from './translate/issue-collector.ts';
import { describeLinks } from './translate/links.ts';
import type { OperationModel } from './translate/operation-model.ts';
import { nameOperations } from './translate/operation-names.ts';
import { hiddenMembers, incomingUses, printSchema, type Root, type Translated } from './translate/print-schema.ts';
import { readOperations } from './translate/read-operations.ts';
import { References } from './translate/references.ts';
import { ErrorContents, ResultReader } from './translate/results.ts';
import { scalar } from './translate/scalar-shapes.ts';
import { SchemaReader } from './translate/schema-view.ts';
import { checkCredentials } from './translate/security-schemes.ts';
import { serverUrl } from './translate/servers.ts';
import type { Naming, Use } from './translate/shape.ts';
import { ShapeBuilder } from './translate/shape-builder.ts';
import { wantsRoot } from './translate/wanted.ts';
import type { OpenApiWire } from './wire.ts';

/** Description -> GraphQL types and operations. Pure; every problem is an issue, none is thrown. */
export function translate(description: OpenApiDescription, options: OpenApiOptions): Subschema<OpenApiWire> {
  const issues = new IssueCollector();
  for (const { code, message, document, pointer } of description.problems) {
    issues.add('error', code, message, { document, pointer });
  }
  checkStructure(description, issues);
  const references = new References(description, issues);
  const reader = new SchemaReader(references, description.version === '3.1' || description.version === '3.2');
  const families = new Families(reader, description);
  const shapeOptions = { integers: options.integers ?? 'Int' } as const;
  const builder = new ShapeBuilder(reader, issues, families, shapeOptions);
  const errors = new ErrorContents(
    () => new ShapeBuilder(reader, new IssueCollector(), new Families(reader, description), shapeOptions),
  );
  const described = readOperations(description, references, issues);
  const incoming = described.operations.length > 0 ? [] : incomingUses(described.incoming, builder);
  const operations = translateOperations(described.operations, builder, errors, description, references, options);
  builder.complete();
  settleInterfaces(builder);
  const scalarNames = assignNames(builder.named, RESERVED_TYPE_NAMES, YIELDING_SCALARS, issues);
  openEndlessInputs(builder.named, issues);
  const printer = new TypePrinter(options.nullability === 'lenient', scalarNames);
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
  references: References,
  options: OpenApiOptions,
): Translated[] {
  const results = new ResultReader(builder, errors);
  const connections = new ConnectionShapes(builder);
  const rooted = models.map((model) => ({ model, root: rootOf(model) }));
  const names = nameOperations(rooted, builder.issues);
  const taken = models.filter((_, index) => isWanted(options, names[index] ?? ''));
  checkCredentials(taken, description, references, options, builder.issues);
  const operations = rooted.flatMap(({ model, root: guessed }, index): Translated[] => {
    const name = names[index] ?? '';
    if (!isWanted(options, name)) return [];
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
    const isLink = matchesAnyGlob(options.binaryLinks, name) && canBeLink(model, answers.result);
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
      result: isLink ? LINK : (paged ?? headed?.result ?? answers.result),
      isLink,
      projection,
      pagination,
      headers: headed?.headers,
      security: model.security,
    };
    return [{ model, root, name, wire }];
  });
  reportIdleOptions(names, models, operations, options, builder.issues, description);
  return operations;
}

const LINK: Use = { shape: scalar('URI'), nullable: true };

/** Bytes that whoever knows the URL can ask for. */
const canBeLink = (model: OperationModel, { shape }: Use): boolean =>
  model.method === 'GET' &&
  shape.kind === 'scalar' &&
  shape.wire === 'bytes' &&
  !model.parameters.some((it) => it.required && it.in !== 'path' && it.in !== 'query' && it.in !== 'querystring');

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
  });
}
