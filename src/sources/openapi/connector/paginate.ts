import type { HttpResponse } from '../../shared/http-client.ts';
import { mayRound, parseLossless } from '../../shared/json-text.ts';
import { invalidArgument } from '../../shared/url-text.ts';
import type { Selection } from '../../source.ts';
import type { ResponseReader } from '../codec/response.ts';
import { malformed } from '../fault.ts';
import type { WirePagination } from '../wire.ts';

/** Where a page begins: the number or offset of its first item, or the upstream's own token. */
interface Position {
  /** Absolute index of the next item ('page', 'offset'), or its index within the page of `token`. */
  readonly index: number;
  /** 'page': the size that the pages were asked for with. */
  readonly size?: number;
  readonly token?: string;
}

export interface PageRequest {
  /** Pairs that replace those of the same name. */
  readonly query: Readonly<Record<string, string>>;
  /** Path and query of the upstream's own next link. */
  readonly target?: string;
}

interface Page {
  readonly items: readonly unknown[];
  readonly next: string | undefined;
  readonly total: number | undefined;
}

const DEFAULT_FIRST = 100;

/** Fetches as many pages as `first` needs, and answers the connection. */
export async function paginate(
  pagination: WirePagination,
  args: Readonly<Record<string, unknown>>,
  selection: Selection | undefined,
  reader: ResponseReader,
  send: (request: PageRequest) => Promise<HttpResponse>,
): Promise<unknown> {
  const first = typeof args.first === 'number' ? args.first : Math.min(pagination.maxPageSize, DEFAULT_FIRST);
  if (first < 0) throw invalidArgument('first', 'must not be negative');
  const start = readCursor(args.after);
  const size = Math.max(1, Math.min(start.size ?? first, pagination.maxPageSize));
  const collected: { node: unknown; cursor: string }[] = [];
  let position: Position = start;
  let total: number | undefined;
  let more = true;
  for (let pages = 0; more && collected.length < first && pages < pagination.maxPages; pages += 1) {
    const numbered = pagination.style === 'page' ? Math.floor(position.index / size) : 0;
    const skip =
      pagination.style === 'page' ? position.index % size : pagination.style === 'offset' ? 0 : position.index;
    const response = await send(pageRequest(pagination, position, numbered, size));
    const page = readPage(pagination, response);
    total = page.total ?? total;
    const items = page.items.slice(skip, skip + first - collected.length);
    const decoded = reader.decode([...items], itemSelection(selection), false, response.status, '') as unknown[];
    for (const [offset, node] of decoded.entries()) {
      const index =
        pagination.style === 'page' || pagination.style === 'offset' ? position.index + offset + 1 : skip + offset + 1;
      collected.push({
        node,
        cursor: writeCursor({ ...position, index, ...(pagination.style === 'page' ? { size } : undefined) }),
      });
    }
    const left = page.items.length > skip + items.length;
    const counted = position.index + items.length;
    if (pagination.style === 'page' || pagination.style === 'offset') {
      more = left || (total === undefined ? page.items.length >= size : counted < total && page.items.length > 0);
      position = { ...position, index: counted };
    } else {
      more = left || page.next !== undefined;
      if (!left && page.next !== undefined) position = { index: 0, token: page.next };
    }
  }
  return {
    nodes: collected.map((it) => it.node),
    edges: collected,
    pageInfo: {
      hasNextPage: more,
      hasPreviousPage: start.index > 0 || start.token !== undefined,
      startCursor: collected[0]?.cursor ?? null,
      endCursor: collected.at(-1)?.cursor ?? null,
    },
    totalCount: total ?? null,
  };
}

function pageRequest(pagination: WirePagination, position: Position, page: number, size: number): PageRequest {
  const { style, parameter, sizeParameter } = pagination;
  const query: Record<string, string> = sizeParameter === undefined ? {} : { [sizeParameter]: String(size) };
  if (style === 'link') return position.token === undefined ? { query } : { query: {}, target: position.token };
  if (parameter !== undefined) {
    if (style === 'page') query[parameter] = String(page + pagination.firstPage);
    else if (style === 'offset') query[parameter] = String(position.index);
    else if (position.token !== undefined) query[parameter] = position.token;
  }
  return { query };
}

function readPage(pagination: WirePagination, response: HttpResponse): Page {
  const text = response.body.toString('utf8');
  let body: unknown;
  try {
    body = mayRound(text) ? parseLossless(text) : JSON.parse(text);
  } catch (error) {
    throw malformed('a body that is no JSON', response.status, text, error);
  }
  const items = at(body, pagination.items);
  if (!Array.isArray(items)) {
    throw malformed(`${pagination.items.join('.') || 'the body'} is no list`, response.status, text);
  }
  const cursor = pagination.nextCursor === undefined ? undefined : at(body, pagination.nextCursor);
  const { total } = pagination;
  const count =
    total === undefined ? undefined : 'header' in total ? response.headers[total.header] : at(body, total.path);
  return {
    items,
    next:
      pagination.style === 'link'
        ? nextLink(response.headers.link)
        : cursor === undefined || cursor === null || cursor === ''
          ? undefined
          : String(cursor),
    total: count === undefined || count === null || Number.isNaN(Number(count)) ? undefined : Number(count),
  };
}

function at(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}

/** The target of `rel="next"` (RFC 8288). */
function nextLink(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(', ') : header;
  for (const [, target, parameters = ''] of text?.matchAll(/<([^>]*)>((?:\s*;\s*[^,;]+)*)/g) ?? []) {
    if (/;\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:;|$)/i.test(parameters)) return target;
  }
  return undefined;
}

/** What is wanted of an item: of `nodes` and of `edges{node}`; everything where they differ. */
function itemSelection(selection: Selection | undefined): Selection | undefined {
  const nodes = selection?.fields.get('nodes') ?? undefined;
  const node = selection?.fields.get('edges')?.fields.get('node') ?? undefined;
  return nodes === undefined || node === undefined || nodes.key === node.key ? (nodes ?? node) : undefined;
}

const writeCursor = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function readCursor(after: unknown): Position {
  if (after === undefined || after === null) return { index: 0 };
  try {
    const read: unknown = JSON.parse(Buffer.from(String(after), 'base64url').toString('utf8'));
    if (
      typeof read === 'object' &&
      read !== null &&
      'index' in read &&
      Number.isSafeInteger(read.index) &&
      Number(read.index) >= 0
    ) {
      const size =
        'size' in read && Number.isSafeInteger(read.size) && Number(read.size) > 0
          ? { size: Number(read.size) }
          : undefined;
      const token = 'token' in read && typeof read.token === 'string' ? { token: read.token } : undefined;
      return { index: Number(read.index), ...size, ...token };
    }
  } catch {
    // Not one of ours.
  }
  throw invalidArgument('after', 'is no cursor of this field');
}
