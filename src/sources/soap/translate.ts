import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';
import { isWanted, matchesAnyGlob } from '../shared/globs.ts';
import { fieldName, NameScope } from '../shared/naming.ts';
import { ByteScalar, XmlScalar } from '../shared/scalars.ts';
import type { Operation, Subschema } from '../source.ts';
import type { SoapDescription } from './describe.ts';
import { givenFields } from './model/given-fields.ts';
import type { SoapOptions } from './options.ts';
import { answerType } from './translate/answer-type.ts';
import { type BoundOperation, bindOperations } from './translate/bound-operations.ts';
import { checkGlobs } from './translate/check-globs.ts';
import { checkHeaders } from './translate/check-headers.ts';
import { ComplexTypes } from './translate/complex-types.ts';
import { guessEffect } from './translate/effect.ts';
import { GraphQLTypes } from './translate/graphql-types.ts';
import { IssueLog } from './translate/issue-log.ts';
import { Messages } from './translate/messages.ts';
import { References } from './translate/references.ts';
import type { FaultShape, MessageShape, SoapWire } from './wire.ts';

/** GraphQL types and operations of a WSDL. Pure; all that is wrong is among the issues. */
export function translate(description: SoapDescription, options: SoapOptions): Subschema<SoapWire> {
  const log = new IssueLog();
  for (const issue of description.issues) log.add(issue.severity, issue.code, issue.message, issue.at);
  const references = new References(description.wsdl, log);
  const types = new GraphQLTypes(
    (wanted, given) =>
      log.add(
        'info',
        'NAME_CHANGED',
        `The type "${wanted}" is called "${given}": the name is taken.`,
        description.location,
      ),
    options.nullability === 'lenient',
  );
  const { bound, described } = bindOperations(description, options, references, log);
  const complex = new ComplexTypes(description.schemas, log, isEncoded(bound));
  const messages = new Messages(complex, description.wsdl, references);
  const scope = new NameScope([], (wanted, given) =>
    log.add(
      'info',
      'NAME_CHANGED',
      `The operation "${wanted}" is called "${given}": the name is taken.`,
      description.location,
    ),
  );
  const operations = new Map<string, Operation<SoapWire>>();
  const roots = { Query: {}, Mutation: {} } as Record<
    'Query' | 'Mutation',
    Record<string, GraphQLFieldConfig<unknown, unknown>>
  >;
  const named = bound.map((item) => ({
    item,
    name: scope.claim(
      fieldName(item.operation.name),
      ...item.qualifiers.map((word) => fieldName(`${word} ${item.operation.name}`)),
    ),
  }));
  for (const { item, name } of named) {
    if (!isWanted(options, name)) continue;
    const wire = toWire(name, item, messages, types.objectNames, options);
    const effect = guessEffect(name, item, options, log);
    const root = effect.read ? 'Query' : 'Mutation';
    const coordinate = `${root}.${name}`;
    roots[root][name] = {
      type: outputOf(name, wire, types),
      args: argumentsOf(wire, types, options),
      description: item.operation.documentation ?? null,
    };
    operations.set(coordinate, {
      coordinate,
      effect: effect.read ? 'read' : 'write',
      idempotent: effect.declared && effect.read,
      label: item.operation.name,
      wire,
    });
  }
  const root = (name: 'Query' | 'Mutation'): GraphQLObjectType | null =>
    Object.keys(roots[name]).length === 0 ? null : new GraphQLObjectType({ name, fields: roots[name] });
  checkHeaders(operations.values(), options, log, description.location);
  checkGlobs(
    named.map(({ name }) => name),
    operations.values(),
    options,
    log,
    description.location,
  );
  const schema = new GraphQLSchema({ query: root('Query'), mutation: root('Mutation'), types: types.members });
  return { schema, operations, issues: log.issues, described };
}

/** Do all messages use SOAP encoding? The types of a description that mixes both are those of literal messages, which promise more. */
const isEncoded = (bound: readonly BoundOperation[]): boolean =>
  bound.length > 0 &&
  bound.every(
    ({ bound: { input, output }, operation }) =>
      input.use === 'encoded' && (operation.output === undefined || output.use === 'encoded'),
  );

function toWire(
  name: string,
  item: BoundOperation,
  messages: Messages,
  typeNames: ReadonlyMap<string, string>,
  options: SoapOptions,
): SoapWire {
  const { operation, binding, bound, port } = item;
  const style = bound.style ?? binding.style;
  const rpc = { operation: operation.name, style } as const;
  const order = operation.parameterOrder;
  const request = messages.request({
    ...rpc,
    body: bound.input,
    message: item.input,
    wrapper: operation.name,
    ...(order === undefined ? undefined : { order }),
  });
  const response =
    operation.output === undefined
      ? undefined
      : messages.response({ ...rpc, body: bound.output, message: item.output, wrapper: `${operation.name}Response` });
  const faults = operation.faults.flatMap((fault): FaultShape[] => {
    const shape = messages.fault(fault.name ?? 'fault', fault.message, operation);
    return shape === undefined ? [] : [shape];
  });
  return {
    name: operation.name,
    version: binding.soap ?? '1.1',
    action: bound.action,
    ...(port?.address === undefined ? undefined : { address: port.address }),
    rpc: style === 'rpc',
    encoded: bound.input.use === 'encoded',
    request,
    ...(response === undefined ? undefined : { response }),
    answersHeaders: (response?.headers.length ?? 0) > 0 && matchesAnyGlob(options.responseHeaders, name),
    faults,
    addressing: { required: binding.addressing || port?.addressing === true, action: addressingAction(item) },
    typeNames,
    lenient: options.nullability === 'lenient',
  };
}

/** WS-Addressing Metadata 1.0 (4.4): what is said, else the SOAP action, else a name made from the others. */
function addressingAction({ operation, binding, bound }: BoundOperation): string {
  const said = operation.input?.action ?? bound.action;
  if (said !== '') return said;
  const [, namespace = '', portType = ''] = /^\{(.*)\}(.*)$/.exec(binding.portType) ?? [];
  const input = operation.input?.name ?? `${operation.name}${operation.output === undefined ? '' : 'Request'}`;
  return `${namespace}${namespace.endsWith('/') ? '' : namespace.startsWith('urn:') ? ':' : '/'}${portType}${namespace.startsWith('urn:') ? ':' : '/'}${input}`;
}

function outputOf(name: string, wire: SoapWire, types: GraphQLTypes): GraphQLOutputType {
  const body = bodyOf(wire, types);
  return wire.answersHeaders ? answerType(name, body, wire.response?.headers ?? [], types) : body;
}

function bodyOf({ response }: SoapWire, types: GraphQLTypes): GraphQLOutputType {
  if (response === undefined || response.mapping.kind === 'nothing') return GraphQLBoolean;
  const { mapping } = response;
  if (mapping.kind !== 'unwrapped') return types.output(response.shape);
  const field = mapping.path.at(-1);
  if (field === undefined) return GraphQLBoolean;
  const type = field.kind === 'any' ? XmlScalar : types.output(field.shape);
  return field.list ? types.outputList(field, type) : type;
}

function argumentsOf(wire: SoapWire, types: GraphQLTypes, options: SoapOptions): GraphQLFieldConfigArgumentMap {
  const { request } = wire;
  const args: GraphQLFieldConfigArgumentMap = {};
  if (request.mapping.kind === 'whole' && request.shape.kind === 'object') {
    for (const field of givenFields(request.shape)) {
      args[field.name] = { type: types.inputField(field, request.shape), description: field.description ?? null };
    }
  } else if (request.mapping.kind === 'value') {
    const type = types.input(request.shape);
    args[request.mapping.name] = { type: request.nillable ? type : new GraphQLNonNull(type) };
  }
  for (const attachment of request.attachments) args[attachment.name] = { type: new GraphQLNonNull(ByteScalar) };
  for (const header of callerHeaders(request, options)) {
    args[header.name] = { type: types.input(header.shape), description: `SOAP header \`${header.element.local}\`.` };
  }
  return args;
}

/** The declared headers that a caller may give. */
function callerHeaders(request: MessageShape, options: SoapOptions): MessageShape['headers'] {
  if (options.headerArguments === false) return [];
  return request.headers.filter((header) => !Object.hasOwn(options.soapHeaders ?? {}, header.element.local));
}
