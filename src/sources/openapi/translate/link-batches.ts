import { wordsOf } from '../../shared/naming.ts';
import type { DescribedBatch } from '../../source.ts';
import type { WireParameter } from '../wire.ts';
import { maximumOf, SIZES } from './connections.ts';
import type { LinkableOperation } from './links.ts';
import type { ObjectShape, Shape } from './shape.ts';

/** Most keys of one call: an URL has to hold them. */
const MAX_KEYS = 100;
/** Keys of one call where nothing says how many items a page has. */
const USUAL_PAGE = 20;

/**
 * The operation that answers for many parents what `target` answers for one: it gives a list of the same type, takes a list of the same
 * keys, and needs nothing else. Only an argument that is called like the key (`ids`, `id`, `userIds`) counts: others filter.
 */
export function batchOf(
  target: LinkableOperation,
  args: Readonly<Record<string, string>>,
  operations: readonly LinkableOperation[],
): DescribedBatch | undefined {
  const [given, ...others] = Object.entries(args);
  const key = /^\{([^{}]+)\}$/.exec(given?.[1] ?? '')?.[1];
  const item = target.wire.result.shape;
  const parameter = target.wire.parameters.find((it) => it.arg === given?.[0]);
  if (key === undefined || others.length > 0 || item.kind !== 'object' || parameter === undefined) return undefined;
  const by = keyField(item, parameter.name);
  if (by === undefined) return undefined;
  for (const { root, name, wire } of operations) {
    if (root !== 'Query' || wire.body !== undefined || !answersList(wire.result.shape, item)) continue;
    const takes = wire.parameters.find((it) => takesKeys(it, by, parameter, item));
    if (takes === undefined || wire.parameters.some((it) => it !== takes && it.required)) continue;
    const size = wire.parameters.find((it) => it.in === 'query' && SIZES.includes(it.name));
    const max = Math.min(MAX_KEYS, pageSize(size), maxItems(takes));
    return {
      from: `Query.${name}`,
      arg: takes.arg,
      key,
      by,
      max,
      args: size === undefined ? {} : { [size.arg]: String(max) },
    };
  }
  return undefined;
}

/** `/users/{userId}` and `/users/{id}` are both asked by the `id` of a user. */
export function keyField(item: ObjectShape, parameter: string): string | undefined {
  const own = item.fields.find((it) => it.wire === parameter);
  if (own !== undefined) return own.name;
  return /id$/i.test(parameter) ? item.fields.find((it) => it.wire === 'id')?.name : undefined;
}

/** A list of the items: the answer itself, or the only one inside it. */
function answersList(answer: Shape, item: ObjectShape): boolean {
  if (answer.kind === 'list') return answer.item.shape === item;
  if (answer.kind !== 'object') return false;
  const lists = answer.fields.filter(({ use }) => use.shape.kind === 'list' && use.shape.item.shape === item);
  return lists.length === 1;
}

function takesKeys(it: WireParameter, by: string, single: WireParameter, item: ObjectShape): boolean {
  if (it.in !== 'query' || it.use.shape.kind !== 'list' || it.use.shape.item.shape.kind !== 'scalar') return false;
  const name = plain(it.name).replace(/s$/, '');
  return [by, single.name, `${item.name}${by}`].some((wanted) => plain(wanted).replace(/s$/, '') === name);
}

/** `user_ids[]` -> `userids`. */
const plain = (name: string): string => wordsOf(name).join('').toLowerCase();

function pageSize(parameter: WireParameter | undefined): number {
  const usual = typeof parameter?.default === 'number' ? parameter.default : USUAL_PAGE;
  return Math.max(1, maximumOf(parameter) ?? usual);
}

const maxItems = (parameter: WireParameter): number =>
  parameter.use.shape.kind === 'list' ? (parameter.use.shape.constraints?.maxItems ?? MAX_KEYS) : MAX_KEYS;
