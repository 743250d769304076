import { type Query, readTest, type Test } from './json-path-filter.ts';
import { PathError, PathReader } from './json-path-reader.ts';

type Container = Record<string, unknown> | unknown[];

export interface SelectedNode {
  /** Undefined for the root. */
  readonly parent: Container | undefined;
  readonly key: string;
  readonly value: unknown;
}

type Selector = (node: SelectedNode, root: unknown) => SelectedNode[];

interface Segment {
  readonly deep: boolean;
  readonly selectors: readonly Selector[];
}

/** The nodes of a JSONPath (RFC 9535, its function `value` left out); undefined for other text. */
export function selectNodes(root: unknown, path: string): SelectedNode[] | undefined {
  const reader = new PathReader(path.trim());
  try {
    reader.expect('$');
    const segments = readSegments(reader);
    if (!reader.ended) return undefined;
    return select(segments, { parent: undefined, key: '', value: root }, root);
  } catch (error) {
    // A pattern that is none is part of the path too.
    if (error instanceof PathError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function select(segments: readonly Segment[], start: SelectedNode, root: unknown): SelectedNode[] {
  let nodes = [start];
  for (const { deep, selectors } of segments) {
    const from = deep ? nodes.flatMap(descendants) : nodes;
    nodes = from.flatMap((node) => selectors.flatMap((selector) => selector(node, root)));
  }
  return nodes;
}

function readSegments(reader: PathReader): Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    if (reader.take('..'))
      segments.push({ deep: true, selectors: reader.take('[') ? inBrackets(reader) : [shorthand(reader)] });
    else if (reader.take('[')) segments.push({ deep: false, selectors: inBrackets(reader) });
    else if (reader.take('.')) segments.push({ deep: false, selectors: [shorthand(reader)] });
    else return segments;
  }
}

function shorthand(reader: PathReader): Selector {
  if (reader.take('*')) return children;
  return named(reader.takeMatch(/[\w$\u0080-\u{10ffff}-]+/uy) ?? reader.fail());
}

function inBrackets(reader: PathReader): Selector[] {
  const selectors: Selector[] = [];
  do selectors.push(inBracket(reader));
  while (reader.take(','));
  reader.expect(']');
  return selectors;
}

function inBracket(reader: PathReader): Selector {
  if (reader.take('*')) return children;
  if (reader.take('?')) return filtered(readTest(reader, readQuery));
  const slice = reader.takeMatch(/-?\d*\s*:\s*-?\d*(?:\s*:\s*-?\d*)?/y);
  if (slice !== undefined) return sliced(slice.split(':').map((it) => (it.trim() === '' ? undefined : Number(it))));
  const { value } = reader.takeLiteral() ?? reader.fail();
  if (typeof value === 'string') return named(value);
  return typeof value === 'number' && Number.isInteger(value) ? indexed(value) : reader.fail();
}

/** `@.a` or `$.a` within a filter. */
function readQuery(reader: PathReader): Query {
  const isCurrent = reader.take('@');
  if (!isCurrent) reader.expect('$');
  const segments = readSegments(reader);
  return (current, root) =>
    select(segments, { parent: undefined, key: '', value: isCurrent ? current : root }, root).map((it) => it.value);
}

const children: Selector = ({ value }) => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, child]) => ({ parent: value as Container, key, value: child as unknown }));
};

const named =
  (name: string): Selector =>
  ({ value }) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? [{ parent: value as Container, key: name, value: (value as Record<string, unknown>)[name] }]
      : [];

/** Of an object it selects the member of that name: a response is often meant so by its status. */
const indexed =
  (index: number): Selector =>
  (node, root) =>
    named(String(Array.isArray(node.value) && index < 0 ? node.value.length + index : index))(node, root);

const filtered =
  (test: Test): Selector =>
  (node, root) =>
    children(node, root).filter(({ value }) => test(value, root));

function sliced([start, end, step = 1]: readonly (number | undefined)[]): Selector {
  return ({ value }, root) => {
    if (!Array.isArray(value) || step === 0) return [];
    const at = (index: number): number => (index < 0 ? value.length + index : index);
    const found: SelectedNode[] = [];
    const last =
      step > 0 ? Math.min(at(end ?? value.length), value.length) : Math.max(at(end ?? -value.length - 1), -1);
    let index = step > 0 ? Math.max(at(start ?? 0), 0) : Math.min(at(start ?? value.length - 1), value.length - 1);
    for (; step > 0 ? index < last : index > last; index += step)
      found.push(...indexed(index)({ parent: undefined, key: '', value }, root));
    return found;
  };
}

function descendants(node: SelectedNode): SelectedNode[] {
  return [node, ...children(node, undefined).flatMap(descendants)];
}
