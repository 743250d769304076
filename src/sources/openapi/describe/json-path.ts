type Container = Record<string, unknown> | unknown[];

export interface SelectedNode {
  /** Undefined for the root. */
  readonly parent: Container | undefined;
  readonly key: string;
  readonly value: unknown;
}

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly string[]; readonly equal: unknown; readonly compares: boolean };

interface Segment {
  readonly deep: boolean;
  readonly step: Step;
}

const SEGMENT =
  /^(\.\.|\.)?(?:\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+)|(\*)|\?\(?\s*@((?:\.[\w$-]+|\['[^']*'\])*)\s*(?:==\s*('[^']*'|"[^"]*"|[\w.-]+))?\s*\)?)\s*\]|(\*)|([\w$-]+))/;

/** The nodes of a JSONPath (RFC 9535: names, indexes, wildcards, descent, filters by presence and equality); undefined for other text. */
export function selectNodes(root: unknown, path: string): SelectedNode[] | undefined {
  const segments = parse(path);
  if (segments === undefined) return undefined;
  let nodes: SelectedNode[] = [{ parent: undefined, key: '', value: root }];
  for (const { deep, step } of segments) {
    const from = deep ? nodes.flatMap((node) => descendants(node)) : nodes;
    nodes = from.flatMap(({ value }) => children(value).filter((child) => fits(child, step)));
  }
  return nodes;
}

function parse(path: string): Segment[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const segments: Segment[] = [];
  for (let rest = path.slice(1); rest !== ''; ) {
    const match = SEGMENT.exec(rest);
    if (match === null) return undefined;
    const [whole, dots, single, double, index, star, filter, equal, all, name] = match;
    rest = rest.slice(whole.length);
    const deep = dots === '..';
    const text = single ?? double;
    if (text !== undefined) segments.push({ deep, step: { kind: 'name', name: text.replace(/\\(.)/g, '$1') } });
    else if (star !== undefined || all !== undefined) segments.push({ deep, step: { kind: 'all' } });
    else if (filter !== undefined) segments.push({ deep, step: readFilter(filter, equal) });
    else segments.push({ deep, step: { kind: 'name', name: index ?? name ?? '' } });
  }
  return segments;
}

function readFilter(path: string, equal: string | undefined): Step {
  const names = [...path.matchAll(/\.([\w$-]+)|\['([^']*)'\]/g)].map((match) => match[1] ?? match[2] ?? '');
  return {
    kind: 'filter',
    path: names,
    equal: equal === undefined ? undefined : literal(equal),
    compares: equal !== undefined,
  };
}

function literal(text: string): unknown {
  if (/^['"]/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' ? null : Number(text);
}

function children(value: unknown): SelectedNode[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Container;
  return Object.entries(value).map(([key, child]) => ({ parent, key, value: child as unknown }));
}

function descendants(node: SelectedNode): SelectedNode[] {
  return [node, ...children(node.value).flatMap(descendants)];
}

function fits(node: SelectedNode, step: Step): boolean {
  switch (step.kind) {
    case 'name':
      return node.key === step.name;
    case 'all':
      return true;
    case 'filter': {
      let value: unknown = node.value;
      for (const name of step.path) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
        value = (value as Record<string, unknown>)[name];
      }
      return step.compares ? value === step.equal : true;
    }
  }
}
