import { fieldName } from '../../shared/naming.ts';
import type { DescribedLink } from '../../source.ts';
import { unescapeToken } from '../describe/pointer-token.ts';
import type { OpenApiWire } from '../wire.ts';
import type { IssueCollector } from './issue-collector.ts';
import { batchOf, keyField } from './link-batches.ts';
import type { OperationModel } from './operation-model.ts';
import { child, entries, type Place, textAt } from './place.ts';
import type { References } from './references.ts';
import type { ObjectShape, Shape } from './shape.ts';

export interface LinkableOperation {
  readonly model: OperationModel;
  readonly root: 'Query' | 'Mutation';
  readonly name: string;
  readonly wire: OpenApiWire;
}

/** OpenAPI links as joins: a field on the answer's type, answered by the operation that the link names. */
export function describeLinks(
  operations: readonly LinkableOperation[],
  references: References,
  issues: IssueCollector,
): DescribedLink[] {
  const byKey = new Map<string, DescribedLink>();
  for (const operation of operations) {
    for (const response of operation.model.responses) {
      if (!/^2/.test(response.status)) continue;
      for (const [name, place] of response.links) {
        const link = describeLink(operation, name, place, operations, references);
        if (typeof link === 'string') {
          issues.add(
            'info',
            'UNSUPPORTED',
            `The link ${name} of ${operation.model.method} ${operation.model.path} is no field: ${link}.`,
            place,
          );
        } else if (!byKey.has(`${link.type}.${link.field}`)) byKey.set(`${link.type}.${link.field}`, link);
      }
    }
  }
  return [...byKey.values()];
}

/** The join, or the reason why there is none. */
function describeLink(
  operation: LinkableOperation,
  name: string,
  place: Place,
  operations: readonly LinkableOperation[],
  references: References,
): DescribedLink | string {
  const parameters = entries(child(place, 'parameters'));
  const answer = answerOf(
    operation.wire,
    parameters.some(([, { value }]) => HEADER.test(String(value))),
  );
  if (answer === undefined) return 'its answer is no object';
  const target = targetOf(place, operations, references);
  if (target === undefined) return 'the operation that it names does not exist';
  if (target.root !== 'Query') return `${target.name} is a mutation`;
  const args: Record<string, string> = {};
  for (const [key, { value }] of parameters) {
    const [location, bare] = /^(path|query|header|cookie)\.(.+)$/.exec(key)?.slice(1) ?? [undefined, key];
    const parameter = target.wire.parameters.find(
      (it) => it.name === bare && (location === undefined || it.in === location),
    );
    if (parameter === undefined) return `${target.name} has no parameter ${key}`;
    const template = templateOf(value, answer, operation);
    if (template === undefined && HEADER.test(String(value)) && operation.wire.headers === undefined)
      return `${JSON.stringify(value)} is a header, and the headers of ${operation.name} are no fields: add it to "responseHeaders"`;
    if (template === undefined) return `${JSON.stringify(value)} is not part of the answer`;
    args[parameter.arg] = template;
  }
  if (target.wire.parameters.some((it) => it.required && args[it.arg] === undefined))
    return `${target.name} needs more parameters`;
  const batch = batchOf(target, args, operations);
  const wanted = fieldName(name);
  const { parent } = answer;
  const field = parent.fields.some((it) => it.name === wanted) ? fieldName(`${name} link`) : wanted;
  return {
    type: parent.name,
    field,
    from: `Query.${target.name}`,
    args,
    ...(batch && { batch }),
    at: `${place.document.name}#${place.pointer}`,
  };
}

const HEADER = /^\{?\$response\.header\.([^}]+)\}?$/;

/** Where a link's field is, and where the answer's body is below it. */
interface Answer {
  readonly parent: ObjectShape;
  readonly body: ObjectShape | undefined;
  /** Path from the parent to the body; empty where it is the body. */
  readonly prefix: readonly string[];
  readonly isList: boolean;
}

/** The body's own type, where it is one; the answer around it for a link that needs headers. */
function answerOf({ result, headers }: OpenApiWire, needsHeaders: boolean): Answer | undefined {
  const outer = result.shape.kind === 'object' ? result.shape : undefined;
  const whole = headers === undefined ? result.shape : outer?.fields.find((it) => it.wire === 'body')?.use.shape;
  const body = whole === undefined ? undefined : objectOf(whole);
  const isList = whole?.kind === 'list';
  if (headers !== undefined && needsHeaders && outer !== undefined)
    return { parent: outer, body: isList ? undefined : body, prefix: ['body'], isList: false };
  return body && { parent: body, body, prefix: [], isList };
}

const objectOf = (shape: Shape): ObjectShape | undefined => {
  if (shape.kind === 'object') return shape;
  return shape.kind === 'list' && shape.item.shape.kind === 'object' ? shape.item.shape : undefined;
};

function targetOf(
  place: Place,
  operations: readonly LinkableOperation[],
  references: References,
): LinkableOperation | undefined {
  const id = textAt(place, 'operationId');
  if (id !== undefined) return operations.find((it) => it.model.id === id);
  const reference = textAt(place, 'operationRef');
  if (reference === undefined) return undefined;
  const target = references.target(reference, place);
  return operations.find((it) => it.model.place.value === target?.value);
}

/**
 * A runtime expression as a template over the answer's fields. What was sent is in the answer under its own name, or as the answer's key,
 * or not at all.
 */
function templateOf(value: unknown, answer: Answer, operation: LinkableOperation): string | undefined {
  if (typeof value !== 'string') return String(value);
  const header = HEADER.exec(value)?.[1]?.toLowerCase();
  if (header !== undefined) {
    const field = operation.wire.headers?.find((it) => it.name === header)?.field;
    return field === undefined ? undefined : `{headers.${field}}`;
  }
  const [, origin, pointer] = /^\{?\$(response|request)\.body#?(\/[^}]*)\}?$/.exec(value) ?? [];
  if (pointer !== undefined) {
    const tokens = pointer.split('/').slice(1).map(unescapeToken);
    // A list's links are told for one item of it.
    const isItem = answer.isList && origin === 'response' && /^\d+$/.test(tokens[0] ?? '');
    return inBody(answer, isItem ? tokens.slice(1) : tokens);
  }
  const [, location, sent = ''] = /^\{?\$request\.(path|query|header)\.([^}]+)\}?$/.exec(value) ?? [];
  if (location !== undefined) {
    const own = inBody(answer, [sent]);
    const isKey = location === 'path' && !answer.isList && operation.wire.path.endsWith(`{${sent}}`);
    const key = own === undefined && isKey && answer.body !== undefined ? keyField(answer.body, sent) : undefined;
    return own ?? (key === undefined ? undefined : `{${[...answer.prefix, key].join('.')}}`);
  }
  return value.startsWith('$') || value.startsWith('{$') ? undefined : value;
}

function inBody({ body, prefix }: Answer, tokens: readonly string[]): string | undefined {
  const path = body === undefined ? undefined : fieldPath(body, tokens);
  return path === undefined ? undefined : `{${[...prefix, ...path].join('.')}}`;
}

function fieldPath(shape: ObjectShape, tokens: readonly string[]): string[] | undefined {
  const [first, ...rest] = tokens;
  const field = shape.fields.find((it) => it.wire === first);
  if (field === undefined) return undefined;
  if (rest.length === 0) return [field.name];
  if (field.use.shape.kind !== 'object') return undefined;
  const inner = fieldPath(field.use.shape, rest);
  return inner === undefined ? undefined : [field.name, ...inner];
}
