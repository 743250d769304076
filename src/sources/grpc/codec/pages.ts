import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Selection } from '../../source.ts';
import type { PageRule } from '../wire.ts';

type Args = Readonly<Record<string, unknown>>;

export interface Page {
  /** Arguments of the upstream's own list method. */
  readonly args: Args;
  /** Token of the page, and how many of its items come before the cursor. */
  readonly token: string;
  readonly skip: number;
}

/** A cursor is a page's token and a number of items in it: an upstream has tokens for the starts of pages only. */
export function pageOf({ first, after, ...others }: Args, rule: PageRule): Page {
  const [skip, token] = after === undefined || after === null ? [0, ''] : readCursor(String(after));
  if (first !== undefined && first !== null && !(Number(first) > 0)) {
    throw new GatewayError('BAD_USER_INPUT', '`first` must be more than 0.');
  }
  return {
    token,
    skip,
    args: {
      ...others,
      ...(token === '' ? undefined : { [rule.tokenArg]: token }),
      ...(first === undefined || first === null ? undefined : { [rule.sizeArg]: Number(first) + skip }),
    },
  };
}

function writeCursor(skip: number, token: string): string {
  return Buffer.from(JSON.stringify([skip, token])).toString('base64url');
}

function readCursor(text: string): [skip: number, token: string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value) && Number.isSafeInteger(value[0]) && value[0] >= 0 && typeof value[1] === 'string') {
      return [value[0], value[1]];
    }
  } catch {
    // Told below.
  }
  throw new GatewayError('BAD_USER_INPUT', '`after` is not a cursor of this connection.');
}

const listed = new WeakMap<Selection, Selection>();

/** What the list answer must have, for what is selected of the connection. */
export function listSelection(selection: Selection, rule: PageRule): Selection {
  const known = listed.get(selection);
  if (known !== undefined) return known;
  const fields = new Map<string, Selection | null>([[rule.nextToken, null]]);
  for (const [name, inner] of selection.fields) {
    if (name !== 'edges' && name !== 'nodes' && name !== 'pageInfo') fields.set(name, inner);
  }
  const nodes = selection.fields.get('nodes') ?? undefined;
  const inEdges = selection.fields.get('edges')?.fields.get('node') ?? undefined;
  fields.set(rule.items, merge(nodes, inEdges) ?? { fields: new Map(), key: '' });
  const made = withKey(fields);
  listed.set(selection, made);
  return made;
}

function merge(a: Selection | undefined, b: Selection | undefined): Selection | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const fields = new Map(a.fields);
  for (const [name, inner] of b.fields)
    fields.set(name, merge(fields.get(name) ?? undefined, inner ?? undefined) ?? null);
  return withKey(fields);
}

function withKey(fields: ReadonlyMap<string, Selection | null>): Selection {
  const key = [...fields]
    .map(([name, inner]) => (inner === null ? name : `${name}{${inner.key}}`))
    .sort()
    .join(',');
  return { fields, key };
}

/** A list answer as a connection. */
export function toConnection(
  answer: Readonly<Record<string, unknown>>,
  page: Page,
  rule: PageRule,
): Record<string, unknown> {
  const { [rule.items]: items, [rule.nextToken]: next, ...others } = answer;
  const nodes = (items as readonly unknown[]).slice(page.skip);
  const nextToken = String(next ?? '');
  const cursorAt = (index: number): string =>
    index === nodes.length - 1 && nextToken !== ''
      ? writeCursor(0, nextToken)
      : writeCursor(page.skip + index + 1, page.token);
  return {
    ...others,
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: cursorAt(index) })),
    pageInfo: {
      hasNextPage: nextToken !== '',
      hasPreviousPage: page.token !== '' || page.skip > 0,
      startCursor: nodes.length === 0 ? null : cursorAt(0),
      // A page may be empty and still not be the last.
      endCursor: nodes.length > 0 ? cursorAt(nodes.length - 1) : nextToken === '' ? null : writeCursor(0, nextToken),
    },
  };
}
