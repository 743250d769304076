import type { Issue } from '../../../errors/issue.ts';
import { matchesAnyGlob } from '../../shared/globs.ts';
import type { GrpcOptions } from '../options.ts';
import type { MaskRule, ResourcePlace, ViewRule } from '../wire.ts';
import type { FieldShape, MessageShape, ValueShape } from './shape.ts';

/** Names of a mask that says what to answer; `update_mask` says what to change. */
const READ_MASKS = new Set(['read_mask', 'field_mask', 'fields', 'response_mask']);

/** The request's read mask, if it has one that may be filled. */
export function maskRule(
  name: string,
  request: ValueShape,
  response: ValueShape,
  unwrap: FieldShape | undefined,
  options: GrpcOptions,
): MaskRule | undefined {
  if (options.fieldMasks === false || request.kind !== 'message') return undefined;
  if (options.fieldMasks !== undefined && !matchesAnyGlob(options.fieldMasks, name)) return undefined;
  const mask = request.message.fields.find(
    ({ protoName, value, mode }) =>
      READ_MASKS.has(protoName) && value.kind === 'known' && value.known === 'mask' && mode !== 'repeated',
  );
  const resource = resourceOf(response, unwrap);
  return mask === undefined || resource === undefined ? undefined : { arg: mask.name, resource };
}

/** The views that the options name for this operation. */
export function viewRule(
  name: string,
  request: ValueShape,
  response: ValueShape,
  unwrap: FieldShape | undefined,
  options: GrpcOptions,
  issues: Issue[],
): ViewRule | undefined {
  const wanted = options.views !== undefined && Object.hasOwn(options.views, name) ? options.views[name] : undefined;
  if (wanted === undefined) return undefined;
  const resource = resourceOf(response, unwrap);
  const view =
    request.kind === 'message'
      ? request.message.fields.find(({ protoName, value }) => protoName === 'view' && value.kind === 'enum')
      : undefined;
  const numbers = view?.value.kind === 'enum' ? view.value.enum.numbers : undefined;
  const unknown = Object.keys(wanted).find((value) => numbers?.has(value) !== true);
  if (view === undefined || resource === undefined || unknown !== undefined) {
    issues.push({
      severity: 'error',
      code: 'RULE_INVALID',
      message:
        unknown !== undefined && numbers !== undefined
          ? `views.${name}: "${unknown}" is no value of its view; it has ${[...numbers.keys()].join(', ')}.`
          : `views.${name}: the request has no enum field "view".`,
      at: `views.${name}`,
    });
    return undefined;
  }
  return {
    arg: view.name,
    views: Object.entries(wanted).map(([value, fields]) => ({ name: value, fields })),
    resource,
  };
}

/** The answer itself, or the items of its only list of messages. */
function resourceOf(response: ValueShape, unwrap: FieldShape | undefined): ResourcePlace | undefined {
  if (unwrap !== undefined) {
    return unwrap.value.kind === 'message' ? { below: undefined, shape: unwrap.value.message } : undefined;
  }
  if (response.kind !== 'message') return undefined;
  const list = pagedItems(response.message);
  if (list?.value.kind === 'message') return { below: list.name, shape: list.value.message };
  return { below: undefined, shape: response.message };
}

/** The items of a list answer: its only repeated message, beside a token for the next page. */
export function pagedItems(response: MessageShape): FieldShape | undefined {
  const lists = response.fields.filter(({ mode, value }) => mode === 'repeated' && value.kind === 'message');
  const isPaged = response.fields.some(({ protoName }) => protoName === 'next_page_token');
  return isPaged && lists.length === 1 ? lists[0] : undefined;
}
