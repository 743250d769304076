import {
  buildASTSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLInputField,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  type InputValueDefinitionNode,
  isScalarType,
  Kind,
  parse,
  type print,
  visit,
} from 'graphql';
import type { Issue } from '../../errors/issue.ts';
import { isWanted } from '../shared/globs.ts';
import * as scalars from '../shared/scalars.ts';
import { unmatchedGlobs } from '../shared/unmatched-globs.ts';
import type { Operation, Subschema } from '../source.ts';
import type { RestDescription } from './describe.ts';
import type { RestOptions } from './options.ts';
import { bodyKind, misplacedFiles } from './translate/body-kind.ts';
import { isTemplate, parseTemplate, referencesOf, type Template } from './translate/template.ts';
import type { RestWire } from './wire.ts';

/** The directives that the SDL of this kind may use; they are no part of the resulting schema. */
const REST_DIRECTIVES = `
directive @rest(get: String, post: String, put: String, patch: String, delete: String, body: String, headers: [String!], result: String) on FIELD_DEFINITION
directive @json(name: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
`;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** SDL -> types without directives, and an operation for each root field that has `@rest`. */
export function translate(description: RestDescription, options: RestOptions): Subschema<RestWire> {
  const issues: Issue[] = [];
  const schema = buildTypes(description, issues);
  const operations = new Map<string, Operation<RestWire>>();
  const names: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      names.push(field.name);
      if (!isWanted(options, field.name)) continue;
      const coordinate = `${root?.name}.${field.name}`;
      const wire = readRest(field, description.name, coordinate, issues);
      if (wire === undefined) continue;
      const isQuery = root === schema.getQueryType();
      operations.set(coordinate, {
        coordinate,
        effect: isQuery ? 'read' : 'write',
        // What passes by cannot be sent again.
        idempotent: wire.bodyKind === 'json' && (isQuery || wire.method === 'PUT' || wire.method === 'DELETE'),
        label: `${wire.method} ${wire.path.text}`,
        wire: Object.freeze(wire),
      });
    }
  }
  const { include, exclude } = options;
  issues.push(...unmatchedGlobs({ include, exclude }, names, description.name));
  return { schema: withoutSkipped(schema, operations), operations, issues, described: names.length };
}

function buildTypes(description: RestDescription, issues: Issue[]): GraphQLSchema {
  const known = sharedScalars();
  const own = new Set(description.document.definitions.map((it) => ('name' in it ? it.name?.value : undefined)));
  const mentioned = new Set<string>();
  visit(description.document, {
    enter: (node) => {
      if (node.kind === Kind.NAMED_TYPE) mentioned.add(node.name.value);
    },
  });
  const missing = [...known.keys()].filter((name) => mentioned.has(name) && !own.has(name));
  const additions = parse(`${REST_DIRECTIVES}${missing.map((name) => `scalar ${name}`).join('\n')}`);
  const document: DocumentNode = {
    ...description.document,
    definitions: [...description.document.definitions, ...additions.definitions],
  };
  try {
    const schema = buildASTSchema(document);
    for (const type of Object.values(schema.getTypeMap())) {
      const shared = isScalarType(type) ? known.get(type.name) : undefined;
      if (shared !== undefined && isScalarType(type)) adopt(type, shared);
    }
    return schema;
  } catch (error) {
    // All faults are in one error, a paragraph each.
    for (const message of (error instanceof Error ? error.message : String(error)).split('\n\n')) {
      const at = error instanceof GraphQLError ? error.locations?.[0] : undefined;
      issues.push(
        invalid(message, at === undefined ? description.name : `${description.name}:${at.line}:${at.column}`),
      );
    }
    return new GraphQLSchema({});
  }
}

const sharedScalars = (): Map<string, GraphQLScalarType> =>
  new Map(Object.values(scalars).flatMap((it) => (it instanceof GraphQLScalarType ? [[it.name, it] as const] : [])));

/** `scalar DateTime` in SDL means the scalar of that name that all sources share. */
function adopt(type: GraphQLScalarType, shared: GraphQLScalarType): void {
  type.serialize = shared.serialize;
  type.parseValue = shared.parseValue;
  type.parseLiteral = shared.parseLiteral;
  type.description ??= shared.description;
  type.specifiedByURL ??= shared.specifiedByURL;
}

const invalid = (message: string, at: string): Issue => ({ severity: 'error', code: 'INVALID', message, at });

function readRest(
  field: GraphQLField<unknown, unknown>,
  name: string,
  coordinate: string,
  issues: Issue[],
): RestWire | undefined {
  const node = field.astNode;
  const at = `${name}:${node?.loc?.startToken.line ?? 1}:${node?.loc?.startToken.column ?? 1}`;
  const uses = directiveArguments(node, 'rest');
  const verbs = METHODS.filter((method) => typeof uses?.[method] === 'string');
  const [verb] = verbs;
  if (uses === undefined || verb === undefined || verbs.length > 1) {
    const reason =
      uses === undefined
        ? 'it has no @rest, and nothing else answers it'
        : '@rest must have exactly one of get, post, put, patch, delete';
    issues.push({ severity: 'error', code: 'OPERATION_SKIPPED', message: `${coordinate} is left out: ${reason}.`, at });
    return undefined;
  }
  const [path = '', query = ''] = String(uses[verb]).split('?', 2);
  const body = parseBody(uses.body, coordinate, at, issues);
  const headers = (Array.isArray(uses.headers) ? uses.headers : []).map((header) => {
    const [headerName = '', ...value] = String(header).split(':');
    return { name: headerName.trim().toLowerCase(), value: parseTemplate(value.join(':').trim()) };
  });
  const wire: RestWire = {
    method: verb.toUpperCase() as RestWire['method'],
    path: parseTemplate(path),
    query: query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [key = '', ...value] = pair.split('=');
        return { name: key, value: parseTemplate(value.join('=')) };
      }),
    headers,
    body,
    bodyKind: bodyKind(field, body),
    result: typeof uses.result === 'string' ? uses.result.split('.').filter((it) => it !== '') : [],
    type: field.type,
    inputs: new Map(field.args.map((arg) => [arg.name, arg.type])),
  };
  const args = new Set(field.args.map((arg) => arg.name));
  for (const template of templatesOf(wire)) {
    for (const [arg = ''] of referencesOf(template)) {
      if (args.has(arg)) continue;
      issues.push(
        invalid(`${coordinate} has no argument ${JSON.stringify(arg)}, which ${template.text} refers to.`, at),
      );
    }
  }
  for (const { text, place } of misplacedFiles(field, wire)) {
    const message = `${coordinate} puts the file ${text} into ${place}: it can only be the body, or a member of a body that is an object.`;
    issues.push(invalid(message, at));
  }
  return wire;
}

function templatesOf(wire: RestWire): Template[] {
  const found: Template[] = [wire.path, ...wire.query.map((it) => it.value), ...wire.headers.map((it) => it.value)];
  const walk = (value: unknown): void => {
    if (isTemplate(value)) found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(wire.body);
  return found;
}

/** One reference, or JSON whose texts are templates. */
function parseBody(body: unknown, coordinate: string, at: string, issues: Issue[]): unknown {
  if (typeof body !== 'string') return undefined;
  const whole = parseTemplate(body);
  if (whole.parts.length === 1 && referencesOf(whole).length === 1) return whole;
  try {
    return JSON.parse(body, (_, value: unknown) => (typeof value === 'string' ? parseTemplate(value) : value));
  } catch {
    issues.push(
      invalid(`The body of ${coordinate} is neither one reference, such as {args.input}, nor JSON: ${body}`, at),
    );
    return undefined;
  }
}

function directiveArguments(
  node: FieldDefinitionNode | InputValueDefinitionNode | null | undefined,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const directive = node?.directives?.find((it) => it.name.value === name);
  if (directive === undefined) return undefined;
  return Object.fromEntries((directive.arguments ?? []).map((arg) => [arg.name.value, literal(arg.value)]));
}

/** The wire's name of a field: its own, or what `@json(name:)` says. */
export function wireName(field: NamedField): string {
  const known = wireNames.get(field);
  if (known !== undefined) return known;
  const name = directiveArguments(field.astNode, 'json')?.name;
  const wire = typeof name === 'string' ? name : field.name;
  wireNames.set(field, wire);
  return wire;
}

type NamedField = GraphQLField<unknown, unknown> | GraphQLInputField;
const wireNames = new WeakMap<NamedField, string>();

function literal(node: Parameters<typeof print>[0]): unknown {
  if (node.kind === 'StringValue') return node.value;
  return node.kind === 'ListValue' ? node.values.map(literal) : undefined;
}

/** The schema without directives, and without root fields that nothing answers. */
function withoutSkipped(schema: GraphQLSchema, operations: ReadonlyMap<string, unknown>): GraphQLSchema {
  const config = schema.toConfig();
  const keep = (root: GraphQLObjectType | null | undefined): GraphQLObjectType | null => {
    if (root === null || root === undefined) return null;
    const own = root.toConfig();
    const fields = Object.entries(own.fields).filter(([name]) => operations.has(`${root.name}.${name}`));
    if (fields.length === 0) return null;
    return new GraphQLObjectType({ ...own, fields: Object.fromEntries(fields) });
  };
  const query = keep(config.query);
  const mutation = keep(config.mutation);
  return new GraphQLSchema({
    ...config,
    query,
    mutation,
    subscription: null,
    directives: config.directives.filter((it) => it.name !== 'rest' && it.name !== 'json'),
    types: config.types.filter(
      (type) => type !== config.query && type !== config.mutation && type !== config.subscription,
    ),
  });
}
