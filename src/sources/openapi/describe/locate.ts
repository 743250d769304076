import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';
import { lineAndColumn, lineStarts } from '../../../utils/line-starts.ts';
import type { SourceDocument } from './document.ts';
import { unescapeToken } from './pointer-token.ts';

interface Wanted {
  readonly document: SourceDocument;
  readonly pointer: string;
}

/** Pointers of one document as a tree; `at` is filled with the offset of the value. */
interface Node {
  readonly children: Map<string, Node>;
  at: number | undefined;
}

/**
 * `file:line:column` of each place, or of the closest enclosing one that the text has. Each document is read once more, whatever the
 * number of places: positions are only wanted when there is something to report.
 */
export function locate(wanted: readonly Wanted[]): string[] {
  const trees = new Map<SourceDocument, Node>();
  for (const { document, pointer } of wanted) {
    const root = trees.get(document) ?? { children: new Map(), at: 0 };
    trees.set(document, root);
    let node = root;
    for (const token of tokensOf(pointer)) {
      const next = node.children.get(token) ?? { children: new Map(), at: undefined };
      node.children.set(token, next);
      node = next;
    }
  }
  const lines = new Map<SourceDocument, readonly number[]>();
  for (const [document, root] of trees) {
    lines.set(document, lineStarts(document.text));
    try {
      if (document.format === 'json') new JsonLocator(document.text).value(0, root);
      else new YamlLocator(document.text).document(root);
    } catch {
      // Without positions the place is the file.
    }
  }
  return wanted.map(({ document, pointer }) => {
    let node = trees.get(document);
    let at = 0;
    for (const token of tokensOf(pointer)) {
      node = node?.children.get(token);
      if (node?.at === undefined) break;
      at = node.at;
    }
    return `${document.name}:${lineAndColumn(lines.get(document) ?? [0], at)}`;
  });
}

const tokensOf = (pointer: string): string[] => pointer.split('/').slice(1).map(unescapeToken);

/** Walks valid JSON; what nobody asks for is skipped. */
class JsonLocator {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads the value at or after `start`; returns the offset behind it. */
  value(start: number, node: Node | undefined): number {
    const at = this.#space(start);
    if (node !== undefined) node.at = at;
    const first = this.#text[at];
    if (first === '{') return this.#object(at + 1, node);
    if (first === '[') return this.#array(at + 1, node);
    if (first === '"') return this.#string(at);
    let end = at;
    while (end < this.#text.length && !',]} \n\r\t'.includes(this.#text[end] ?? ' ')) end += 1;
    return end;
  }

  #object(start: number, node: Node | undefined): number {
    let at = this.#space(start);
    while (this.#text[at] === '"') {
      const end = this.#string(at);
      const wanted = node === undefined || node.children.size === 0 ? undefined : this.#child(node, at, end);
      at = this.#space(this.value(this.#space(end) + 1, wanted));
      if (this.#text[at] !== ',') break;
      at = this.#space(at + 1);
    }
    return at + 1;
  }

  #child(node: Node, start: number, end: number): Node | undefined {
    const raw = this.#text.slice(start + 1, end - 1);
    return node.children.get(raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw);
  }

  #array(start: number, node: Node | undefined): number {
    let at = this.#space(start);
    for (let index = 0; at < this.#text.length && this.#text[at] !== ']'; index += 1) {
      at = this.#space(this.value(at, node?.children.get(String(index))));
      if (this.#text[at] === ',') at += 1;
      at = this.#space(at);
    }
    return at + 1;
  }

  #string(start: number): number {
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1 && this.#escaped(end)) end = this.#text.indexOf('"', end + 1);
    return end === -1 ? this.#text.length : end + 1;
  }

  #escaped(at: number): boolean {
    let slashes = 0;
    while (this.#text[at - 1 - slashes] === '\\') slashes += 1;
    return slashes % 2 === 1;
  }

  #space(start: number): number {
    let at = start;
    for (let code = this.#text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13) || code === 0xfeff; at += 1) {
      code = this.#text.charCodeAt(at + 1);
    }
    return at;
  }
}

class YamlLocator {
  readonly #text: string;
  readonly #events: readonly Event[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#events = parseEvents(text, {});
  }

  document(root: Node): void {
    if (this.#events[0]?.type === EVENT_ID.DOCUMENT) this.#next = 1;
    this.#value(root);
  }

  #value(node: Node | undefined): void {
    const event = this.#events[this.#next];
    this.#next += 1;
    if (event === undefined) return;
    if (event.type === EVENT_ID.MAPPING) {
      while (this.#more()) {
        const key = this.#events[this.#next];
        const isName = key?.type === EVENT_ID.SCALAR;
        const inner = isName && node !== undefined ? node.children.get(getScalarValue(this.#text, key)) : undefined;
        if (inner !== undefined && isName) inner.at = key.valueStart;
        this.#value(undefined);
        this.#value(inner);
      }
    } else if (event.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; this.#more(); index += 1) {
        const inner = node?.children.get(String(index));
        if (inner !== undefined) inner.at = this.#start();
        this.#value(inner);
      }
    }
  }

  /** False at the end of the collection, which is then passed. */
  #more(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return true;
    this.#next += 1;
    return false;
  }

  #start(): number | undefined {
    for (let index = this.#next; index < this.#events.length; index += 1) {
      const event = this.#events[index];
      if (event?.type === EVENT_ID.SCALAR) return event.valueStart;
      if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return undefined;
    }
    return undefined;
  }
}
