import { matchesAnyGlob } from '../../shared/globs.ts';
import { PAGE_INFO } from '../../shared/page-info.ts';
import type { OpenApiOptions, PaginationOptions } from '../options.ts';
import type { WirePagination, WireParameter, WireProjection } from '../wire.ts';
import type { Naming, ObjectShape, Shape, Use } from './shape.ts';
import type { ShapeBuilder } from './shape-builder.ts';
import { namedObject, plainField } from './synthetic-shapes.ts';

const PARAMETERS: Readonly<Record<PaginationOptions['style'], readonly string[]>> = {
  page: ['page', 'page_number', 'pageNumber', 'page[number]', 'p'],
  offset: ['offset', 'skip', 'start', 'page[offset]', 'startAt', 'from'],
  cursor: [
    'cursor',
    'after',
    'page_token',
    'pageToken',
    'starting_after',
    'next_token',
    'nextToken',
    'page[cursor]',
    'marker',
  ],
  link: [],
};
/** Query parameters that say how many items a page has. */
export const SIZES: readonly string[] = [
  'limit',
  'per_page',
  'perPage',
  'page_size',
  'pageSize',
  'size',
  'count',
  'maxResults',
  'page[size]',
  'page[limit]',
  'top',
];
const CURSORS = [
  'next_cursor',
  'nextCursor',
  'next_page_token',
  'nextPageToken',
  'next_token',
  'nextToken',
  'cursor',
  'marker',
];
const DEFAULT_PAGE_SIZE = 100;

/** The rules of an option that takes one or several. */
export const rulesOf = <T>(option: T | readonly T[] | undefined): readonly T[] =>
  option === undefined ? [] : Array.isArray(option) ? option : [option as T];

/** How an operation is paginated, as the options ask; undefined where none of them fits it. */
export function paginationOf(
  name: string,
  parameters: readonly WireParameter[],
  result: Use,
  options: OpenApiOptions,
): WirePagination | undefined {
  for (const rule of rulesOf(options.pagination)) {
    if (rule.operations !== undefined && !matchesAnyGlob(rule.operations, name)) continue;
    const items = rule.items === undefined ? itemsPath(result.shape) : rule.items.split('.');
    const list = items === undefined ? undefined : shapeAt(result.shape, items);
    if (items === undefined || list?.kind !== 'list') continue;
    const inQuery = parameters.filter((it) => it.in === 'query');
    const pick = (own: string | undefined, usual: readonly string[]): WireParameter | undefined =>
      own === undefined
        ? usual.map((it) => inQuery.find((parameter) => parameter.name === it)).find((it) => it !== undefined)
        : inQuery.find((parameter) => parameter.name === own);
    const parameter = pick(rule.parameter, PARAMETERS[rule.style]);
    const size = pick(rule.sizeParameter, SIZES);
    if (rule.style !== 'link' && parameter === undefined && rule.parameter === undefined) continue;
    return {
      style: rule.style,
      parameter: parameter?.name ?? rule.parameter,
      sizeParameter: size?.name ?? rule.sizeParameter,
      maxPageSize: rule.maxPageSize ?? maximumOf(size) ?? DEFAULT_PAGE_SIZE,
      items,
      item: list.item,
      nextCursor: rule.nextCursor?.split('.') ?? (rule.style === 'cursor' ? usualCursor(result.shape) : undefined),
      total: totalOf(rule.total),
      firstPage: rule.firstPage ?? 1,
      maxPages: rule.maxPages ?? 10,
    };
  }
  return undefined;
}

function totalOf(total: string | undefined): WirePagination['total'] {
  if (total === undefined) return undefined;
  return total.startsWith('header:') ? { header: total.slice(7).trim().toLowerCase() } : { path: total.split('.') };
}

export const maximumOf = (parameter: WireParameter | undefined): number | undefined =>
  parameter?.use.shape.kind === 'scalar' ? parameter.use.shape.constraints?.maximum : undefined;

/** Where the items are when nobody says: the answer itself, or its only list of objects. */
function itemsPath(shape: Shape): string[] | undefined {
  if (shape.kind === 'list') return [];
  if (shape.kind !== 'object') return undefined;
  const lists = shape.fields.filter(
    (field) => field.use.shape.kind === 'list' && field.use.shape.item.shape.kind !== 'scalar',
  );
  const [only] = lists;
  return lists.length === 1 && only !== undefined ? [only.wire] : undefined;
}

function usualCursor(shape: Shape): string[] | undefined {
  if (shape.kind !== 'object') return undefined;
  const own = CURSORS.find((name) => shape.fields.some((field) => field.wire === name));
  if (own !== undefined) return [own];
  for (const field of shape.fields) {
    const inner = field.use.shape;
    if (inner.kind !== 'object' || !/^(meta|paging|pagination|page_?info|response_metadata)$/i.test(field.wire))
      continue;
    const name =
      CURSORS.find((it) => inner.fields.some((own2) => own2.wire === it)) ??
      (inner.fields.some((it) => it.wire === 'next') ? 'next' : undefined);
    if (name !== undefined) return [field.wire, name];
  }
  return undefined;
}

function shapeAt(shape: Shape, path: readonly string[]): Shape | undefined {
  let current: Shape | undefined = shape;
  for (const name of path) {
    current = current?.kind === 'object' ? current.fields.find((field) => field.wire === name)?.use.shape : undefined;
  }
  return current;
}

/** The Relay types of a source's connections: one connection and edge for each type of item. */
export class ConnectionShapes {
  readonly #builder: ShapeBuilder;
  readonly #byItem = new Map<Shape, ObjectShape>();
  #pageInfo: ObjectShape | undefined;

  constructor(builder: ShapeBuilder) {
    this.#builder = builder;
  }

  of(item: Use, base: string, naming: Naming): Use {
    const known = this.#byItem.get(item.shape);
    if (known !== undefined) return { shape: known, nullable: true };
    const of = 'naming' in item.shape ? item.shape : undefined;
    const parent = (suffix: string): Naming => ({
      ...naming,
      component: undefined,
      title: undefined,
      parent: { of, base, suffix },
      direction: 'output',
    });
    this.#pageInfo ??= this.#add(
      namedObject(
        {
          ...naming,
          component: PAGE_INFO.name,
          title: undefined,
          parent: { of: undefined, base: 'Connection', suffix: 'PageInfo' },
          direction: 'output',
        },
        PAGE_INFO.fields.map(({ name, type, required }) => plainField(name, type, required)),
      ),
    );
    const edge = this.#add(
      namedObject(parent('Edge'), [plainField('cursor', 'String', true), plainField('node', item, true)]),
    );
    const list = (inner: Use): Use => ({
      shape: { kind: 'list', item: inner, constraints: undefined, xml: undefined },
      nullable: false,
    });
    const connection = this.#add(
      namedObject(parent('Connection'), [
        plainField('nodes', list(item), true),
        plainField('edges', list({ shape: edge, nullable: false }), true),
        plainField('pageInfo', { shape: this.#pageInfo, nullable: false }, true),
        plainField('totalCount', 'Int', false),
      ]),
    );
    this.#byItem.set(item.shape, connection);
    return { shape: connection, nullable: true };
  }

  #add(shape: ObjectShape): ObjectShape {
    this.#builder.named.push(shape);
    return shape;
  }
}

/** The fields parameter that receives an operation's selection; undefined where it has none. */
export function projectionOf(
  name: string,
  parameters: readonly WireParameter[],
  options: OpenApiOptions,
): WireProjection | undefined {
  for (const rule of rulesOf(options.projection)) {
    if (rule.operations !== undefined && !matchesAnyGlob(rule.operations, name)) continue;
    const parameter = parameters.find((it) => it.in === 'query' && it.name === rule.parameter);
    if (parameter === undefined) continue;
    return {
      parameter,
      syntax: rule.syntax ?? 'top',
      below: rule.below === undefined ? [] : rule.below.split('.'),
      always: rule.always ?? [],
    };
  }
  return undefined;
}
