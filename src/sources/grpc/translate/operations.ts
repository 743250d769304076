import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
} from 'graphql';
import type { Issue } from '../../../errors/issue.ts';
import { matchesAnyGlob } from '../../shared/globs.ts';
import type { BatchRule, Operation } from '../../source.ts';
import type { GrpcOptions } from '../options.ts';
import type { GrpcWire, PageRule } from '../wire.ts';
import type { NamedMethod } from './operation-names.ts';
import { connectionType, pagedArguments, pageRule } from './pagination.ts';
import { maskRule, viewRule } from './projection.ts';
import type { FieldShape, MessageShape, ValueShape } from './shape.ts';
import type { Shapes } from './shapes.ts';
import type { Types } from './types.ts';

export interface MethodInput extends NamedMethod {
  readonly shapes: Shapes;
  readonly types: Types;
  readonly options: GrpcOptions;
  readonly issues: Issue[];
}

export interface TranslatedMethod {
  readonly field: GraphQLFieldConfig<unknown, unknown>;
  readonly operation: Operation<GrpcWire>;
}

const DEFAULT_LIST_LIMIT = 10_000;

/** One rpc as a field; undefined, with an issue, where it cannot be one. */
export function translateMethod(input: MethodInput): TranslatedMethod | undefined {
  const { service, method, root, name, effect, shapes, types, options, issues } = input;
  const response = shapes.value({ type: 'message', typeName: method.output });
  const request = shapes.value({ type: 'message', typeName: method.input });
  if (request === undefined || response === undefined) {
    issues.push({
      severity: 'error',
      code: 'OPERATION_SKIPPED',
      message: `rpc "${service.fullName}.${method.name}" has no field: its ${request === undefined ? 'request' : 'response'} message is not declared.`,
      at: method.at,
    });
    return undefined;
  }
  const unwrap = onlyList(response);
  const list = method.serverStreaming && root === 'Query';
  const batch = unwrap === undefined || method.clientStreaming || list ? undefined : batchRule(request, unwrap);
  const reads = effect.effect === 'read' || root === 'Subscription';
  const mask = reads ? maskRule(name, request, response, unwrap, options) : undefined;
  const view = viewRule(name, request, response, unwrap, options, issues);
  const page = pageOf(input, request, response);
  const wire: GrpcWire = Object.freeze({
    path: `/${service.fullName}/${method.name}`,
    clientStreaming: method.clientStreaming,
    serverStreaming: method.serverStreaming,
    request,
    response,
    unwrap,
    listLimit: list ? (options.listLimit ?? DEFAULT_LIST_LIMIT) : undefined,
    mask,
    view,
    page,
  });
  const operation: Operation<GrpcWire> = Object.freeze({
    coordinate: `${root}.${name}`,
    effect: root === 'Subscription' ? 'watch' : effect.effect,
    idempotent: effect.idempotent && !method.clientStreaming,
    label: `${service.name}/${method.name}`,
    wire,
    ...(batch === undefined || root !== 'Query' ? undefined : { batch }),
  });
  const connection =
    page === undefined || response.kind !== 'message'
      ? undefined
      : connectionType(response.message, page, types, shapes);
  const args = argumentsOf(request, method.clientStreaming, batch !== undefined && root === 'Query', types);
  const field: GraphQLFieldConfig<unknown, unknown> = {
    type: connection ?? answerType(response, unwrap, list, types, options.nullability === 'lenient'),
    args: page === undefined ? args : pagedArguments(args, page),
    ...(method.comment === '' ? undefined : { description: method.comment }),
    ...(method.deprecated ? { deprecationReason: 'Deprecated by its description.' } : undefined),
  };
  return { field, operation };
}

/** The rule of the connection that the options ask for. */
function pageOf(
  { name, root, method, options, issues }: MethodInput,
  request: ValueShape,
  response: ValueShape,
): PageRule | undefined {
  if (!matchesAnyGlob(options.connections, name)) return undefined;
  const rule =
    method.clientStreaming || method.serverStreaming || root !== 'Query' ? undefined : pageRule(request, response);
  if (rule === undefined) {
    issues.push({
      severity: 'warning',
      code: 'RULE_INVALID',
      message: `connections: "${name}" is no query with page_size, page_token, next_page_token and one list; it stays as it is.`,
      at: method.at,
    });
  }
  return rule;
}

/** The only field of the message, when it is a list. */
function onlyList(response: ValueShape): FieldShape | undefined {
  if (response.kind !== 'message' || response.message.fields.length !== 1) return undefined;
  const [field] = response.message.fields;
  return field?.mode === 'repeated' ? field : undefined;
}

/** A list is there whenever the call succeeds; the field may be null all the same, or a call that fails would take all others' data with it. */
function answerType(
  response: ValueShape,
  unwrap: FieldShape | undefined,
  list: boolean,
  types: Types,
  lenient: boolean,
): GraphQLOutputType {
  const listOf = (type: GraphQLOutputType): GraphQLOutputType =>
    new GraphQLList(lenient ? type : new GraphQLNonNull(type));
  const single = unwrap === undefined ? types.output(response) : listOf(types.output(unwrap.value));
  return list ? listOf(single) : single;
}

function argumentsOf(
  request: ValueShape,
  clientStreaming: boolean,
  keyed: boolean,
  types: Types,
): GraphQLFieldConfigArgumentMap {
  if (clientStreaming) {
    return {
      messages: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(types.input(request)))),
        description: 'What is sent, one message after another.',
      },
    };
  }
  if (request.kind === 'message') return types.inputFields(request.message, true, keyed);
  if (request.kind === 'known' && request.known === 'empty') return {};
  return { value: { type: types.input(request) } };
}

/** `GetProducts(skus) -> products { sku }`: a list of keys, and items that say which key they belong to. */
function batchRule(request: ValueShape, items: FieldShape): BatchRule | undefined {
  if (request.kind !== 'message' || items.value.kind !== 'message') return undefined;
  const lists = request.message.fields.filter((field) => field.mode === 'repeated' && field.value.kind === 'scalar');
  const [keys] = lists;
  if (keys === undefined || lists.length !== 1) return undefined;
  const by = keyField(keys.name, items.value.message);
  return by === undefined ? undefined : { arg: keys.name, by };
}

function keyField(list: string, item: MessageShape): string | undefined {
  const singular = list.replace(/ies$/, 'y').replace(/s$/, '');
  const field = item.fields.find(
    ({ name, mode, value }) => name === singular && mode !== 'repeated' && value.kind === 'scalar',
  );
  return singular === list ? undefined : field?.name;
}
