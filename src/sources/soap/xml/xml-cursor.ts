import { XSI } from './namespaces.ts';
import { XmlError } from './xml-error.ts';
import { normalizeLineEnds, resolveReferences } from './xml-text.ts';

const GT = 62;
const SLASH = 47;
const COLON = 58;

/**
 * A pull reader over one XML text, made for readers that know what comes: nothing is built that is not asked for. The caller always
 * stands inside an element. `open` moves to the next child and answers true, or past the end tag and answers false; after true, one
 * of `open` (until false), `content` or `skip` must consume that child. No DOCTYPE, no entities but the predefined, bounded depth.
 */
export class XmlCursor {
  readonly text: string;
  readonly #maxDepth: number;
  /** Index of the next unread character. */
  pos = 0;
  depth = 0;
  /** The current start tag: where its name, and its local name, begin and end. */
  nameStart = 0;
  localStart = 0;
  nameEnd = 0;
  /** Attributes of the current start tag, namespace declarations left out. */
  attributeCount = 0;
  readonly #attributes: number[] = [];
  #empty = false;
  // Names of the open elements, as pairs of indexes.
  readonly #names: number[] = [];
  readonly #prefixes: string[] = [];
  readonly #uris: string[] = [];
  readonly #bindingDepths: number[] = [];

  constructor(text: string, maxDepth = 100) {
    this.text = text;
    this.#maxDepth = maxDepth;
  }

  /** Moves to the next child element, or past the end of the current element (of the document: false as well). */
  open(): boolean {
    if (this.#empty) {
      this.#empty = false;
      this.#leave();
      return false;
    }
    const { text } = this;
    let pos = this.pos;
    for (;;) {
      if (text.charCodeAt(pos) !== 60) {
        pos = text.indexOf('<', pos);
        if (pos < 0) {
          if (this.depth === 0) return this.#endOfDocument();
          throw this.fail('The document ends inside an element.', text.length);
        }
      }
      const next = text.charCodeAt(pos + 1);
      if (next === SLASH) {
        this.#endTag(pos);
        return false;
      }
      if (next === 33 || next === 63) pos = this.#skipMarkup(pos);
      else {
        this.#startTag(pos);
        return true;
      }
    }
  }

  /**
   * The same as `open` for the child whose start tag is exactly this text, which has no attributes and a local name that begins at
   * `local`. False: it is something else, and nothing was read.
   */
  openExact(tag: string, local: number): boolean {
    const { text, depth } = this;
    let pos = this.pos;
    // Indentation is no reason to look closer.
    while (text.charCodeAt(pos) <= 32) pos += 1;
    if (this.#empty || depth >= this.#maxDepth || !text.startsWith(tag, pos)) return false;
    const end = pos + tag.length - 1;
    this.nameStart = pos + 1;
    this.localStart = pos + local;
    this.nameEnd = end;
    this.attributeCount = 0;
    this.#names[depth * 2] = pos + 1;
    this.#names[depth * 2 + 1] = end;
    this.depth = depth + 1;
    this.pos = end + 1;
    return true;
  }

  /** Text of the current start tag, by itself, where `openExact` can find it again; '' where it has more than a name. */
  get exactTag(): string {
    if (this.text.charCodeAt(this.nameEnd) !== GT) return '';
    // A copy: a slice would keep the whole text in memory.
    return Buffer.from(this.text.slice(this.nameStart - 1, this.nameEnd + 1)).toString();
  }

  /** Text of the current element up to its end tag, which is consumed. Child elements are skipped. */
  content(): string {
    if (this.#empty) {
      this.#empty = false;
      this.#leave();
      return '';
    }
    const { text } = this;
    const start = this.pos;
    const end = text.indexOf('<', start);
    if (end < 0) throw this.fail('The document ends inside an element.', text.length);
    if (text.charCodeAt(end + 1) === SLASH) {
      this.#endTag(end);
      return this.#characters(start, end);
    }
    return this.#mixedContent();
  }

  /** Consumes the current element with all that it contains. */
  skip(): void {
    if (this.#empty) {
      this.#empty = false;
      this.#leave();
      return;
    }
    const { text } = this;
    const floor = this.depth;
    let pos = this.pos;
    let depth = floor;
    for (;;) {
      pos = text.indexOf('<', pos);
      if (pos < 0) throw this.fail('The document ends inside an element.', text.length);
      const next = text.charCodeAt(pos + 1);
      if (next === SLASH) {
        if (depth === floor) {
          this.#endTag(pos);
          return;
        }
        depth -= 1;
        pos += 2;
      } else if (next === 33 || next === 63) pos = this.#skipMarkup(pos);
      else {
        pos = this.#tagEnd(pos + 1);
        if (text.charCodeAt(pos - 2) !== SLASH) {
          depth += 1;
          if (depth > this.#maxDepth) throw this.fail(`Elements are nested more than ${this.#maxDepth} deep.`, pos);
        }
      }
    }
  }

  /** True when the current element, of which nothing was read yet, has no child elements. */
  isLeaf(): boolean {
    if (this.#empty) return true;
    const { text } = this;
    let pos = text.indexOf('<', this.pos);
    while (pos >= 0 && (text.charCodeAt(pos + 1) === 33 || text.charCodeAt(pos + 1) === 63)) {
      pos = text.indexOf('<', this.#skipMarkup(pos));
    }
    return pos >= 0 && text.charCodeAt(pos + 1) === SLASH;
  }

  /** Does the current start tag declare namespaces? */
  get declaresNamespaces(): boolean {
    return this.#bindingDepths.at(-1) === this.depth;
  }

  /** Does the current start tag have this local name? */
  isLocal(local: string): boolean {
    return this.nameEnd - this.localStart === local.length && this.text.startsWith(local, this.localStart);
  }

  get local(): string {
    return this.text.slice(this.localStart, this.nameEnd);
  }

  /** Namespace of the current start tag; an undeclared prefix counts as none. */
  get namespace(): string {
    return this.#lookup(this.nameStart, this.localStart === this.nameStart ? 0 : this.localStart - 1 - this.nameStart);
  }

  /** Namespace of a prefix in scope; '' is the default. Undefined: not declared. */
  resolvePrefix(prefix: string): string | undefined {
    for (let index = this.#prefixes.length - 1; index >= 0; index -= 1) {
      if (this.#prefixes[index] === prefix) return this.#uris[index];
    }
    if (prefix === 'xml') return 'http://www.w3.org/XML/1998/namespace';
    return prefix === '' ? '' : undefined;
  }

  /** Namespace declarations in scope, outer ones first; a later one of the same prefix stands. */
  scope(): ReadonlyMap<string, string> {
    return new Map(this.#prefixes.map((prefix, index) => [prefix, this.#uris[index] ?? '']));
  }

  /** Namespace declarations of the current start tag. */
  ownScope(): ReadonlyMap<string, string> {
    const own = new Map<string, string>();
    for (let index = this.#bindingDepths.length - 1; this.#bindingDepths[index] === this.depth; index -= 1) {
      own.set(this.#prefixes[index] ?? '', this.#uris[index] ?? '');
    }
    return own;
  }

  /** Puts declarations in scope that were made outside of this text. */
  declare(prefix: string, uri: string): void {
    // Each is looked at whenever a name is looked up.
    if (this.#prefixes.length >= MAX_BINDINGS) {
      throw this.fail(`More than ${MAX_BINDINGS} namespace declarations are in force.`);
    }
    this.#prefixes.push(prefix);
    this.#uris.push(uri);
    this.#bindingDepths.push(this.depth);
  }

  /** Name of an attribute as it is written, with its prefix. */
  attributeName(index: number): string {
    return this.text.slice(this.#slot(index, 0), this.#slot(index, 2));
  }

  attributeLocal(index: number): string {
    const colon = this.#slot(index, 1);
    return this.text.slice(colon, this.#slot(index, 2));
  }

  /** Namespace of an attribute of the current start tag: none without a prefix. */
  attributeNamespace(index: number): string {
    const start = this.#slot(index, 0);
    const local = this.#slot(index, 1);
    return local === start ? '' : this.#lookup(start, local - 1 - start);
  }

  attributeValue(index: number): string {
    const start = this.#slot(index, 3);
    const raw = normalizeLineEnds(this.text.slice(start, this.#slot(index, 4)));
    const spaced = /[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, ' ') : raw;
    return spaced.indexOf('&') < 0 ? spaced : resolveReferences(spaced, start);
  }

  /** Value of the first attribute of this name; without a namespace, an attribute that has a prefix is another one. */
  attribute(local: string, namespace = ''): string | undefined {
    for (let index = 0; index < this.attributeCount; index += 1) {
      const start = this.#slot(index, 1);
      if (this.#slot(index, 2) - start !== local.length || !this.text.startsWith(local, start)) continue;
      if (this.attributeNamespace(index) === namespace) return this.attributeValue(index);
    }
    return undefined;
  }

  /** Is the current element `xsi:nil`? */
  isNil(): boolean {
    if (this.attributeCount === 0) return false;
    const value = this.attribute('nil', XSI);
    return value !== undefined && (value.trim() === 'true' || value.trim() === '1');
  }

  /** Remembers where reading is; the function that it gives goes back there. */
  suspend(): () => void {
    const { pos, depth, nameStart, localStart, nameEnd } = this;
    const empty = this.#empty;
    const names = this.#names.slice(0, depth * 2);
    const bindings = [this.#prefixes.slice(), this.#uris.slice(), this.#bindingDepths.slice()] as const;
    return () => {
      this.pos = pos;
      this.depth = depth;
      this.nameStart = nameStart;
      this.localStart = localStart;
      this.nameEnd = nameEnd;
      this.#empty = empty;
      this.#names.splice(0, names.length, ...names);
      this.#prefixes.splice(0, Number.POSITIVE_INFINITY, ...bindings[0]);
      this.#uris.splice(0, Number.POSITIVE_INFINITY, ...bindings[1]);
      this.#bindingDepths.splice(0, Number.POSITIVE_INFINITY, ...bindings[2]);
    };
  }

  /** Stands before the tag at an index, inside whatever element is open now. */
  seek(pos: number): void {
    this.pos = pos;
    this.#empty = false;
  }

  fail(message: string, offset = this.pos): XmlError {
    return new XmlError(message, offset);
  }

  #slot(index: number, part: number): number {
    return this.#attributes[index * 5 + part] ?? 0;
  }

  #lookup(start: number, length: number): string {
    for (let index = this.#prefixes.length - 1; index >= 0; index -= 1) {
      const prefix = this.#prefixes[index];
      if (prefix?.length === length && this.text.startsWith(prefix, start)) return this.#uris[index] ?? '';
    }
    return length === 3 && this.text.startsWith('xml', start) ? 'http://www.w3.org/XML/1998/namespace' : '';
  }

  #characters(start: number, end: number): string {
    const raw = this.text.slice(start, end);
    const lines = raw.indexOf('\r') < 0 ? raw : normalizeLineEnds(raw);
    return lines.indexOf('&') < 0 ? lines : resolveReferences(lines, start);
  }

  #mixedContent(): string {
    const { text } = this;
    let result = '';
    let pos = this.pos;
    for (;;) {
      const end = text.indexOf('<', pos);
      if (end < 0) throw this.fail('The document ends inside an element.', text.length);
      result += this.#characters(pos, end);
      const next = text.charCodeAt(end + 1);
      if (next === SLASH) {
        this.#endTag(end);
        return result;
      }
      if (next === 33 || next === 63) {
        pos = this.#skipMarkup(end);
        if (text.startsWith('<![CDATA[', end)) result += normalizeLineEnds(text.slice(end + 9, pos - 3));
      } else {
        this.#startTag(end);
        this.skip();
        pos = this.pos;
      }
    }
  }

  #startTag(pos: number): void {
    const { text } = this;
    const start = pos + 1;
    let local = start;
    let at = start;
    let code = text.charCodeAt(at);
    while (code !== GT && code !== SLASH && code > 32) {
      if (code === COLON) local = at + 1;
      else if (code === 60) throw this.fail('A start tag is not closed.', pos);
      at += 1;
      code = text.charCodeAt(at);
    }
    if (at === local || !isNameStart(text.charCodeAt(local))) throw this.fail('A tag has no name.', pos);
    if (Number.isNaN(code)) throw this.fail('The document ends inside a tag.', text.length);
    this.nameStart = start;
    this.localStart = local;
    this.nameEnd = at;
    this.attributeCount = 0;
    const depth = this.depth;
    if (depth >= this.#maxDepth) throw this.fail(`Elements are nested more than ${this.#maxDepth} deep.`, pos);
    this.#names[depth * 2] = start;
    this.#names[depth * 2 + 1] = at;
    this.depth = depth + 1;
    if (code === GT) {
      this.pos = at + 1;
      return;
    }
    this.#readAttributes(at);
  }

  #readAttributes(from: number): void {
    const { text } = this;
    let at = from;
    for (;;) {
      let code = text.charCodeAt(at);
      while (code <= 32) {
        at += 1;
        code = text.charCodeAt(at);
      }
      if (code === GT) {
        this.pos = at + 1;
        return;
      }
      if (code === SLASH) {
        if (text.charCodeAt(at + 1) !== GT) throw this.fail('A tag is not closed.', at);
        this.#empty = true;
        this.pos = at + 2;
        return;
      }
      if (Number.isNaN(code)) throw this.fail('The document ends inside a tag.', text.length);
      at = this.#readAttribute(at);
    }
  }

  #readAttribute(start: number): number {
    const { text } = this;
    let at = start;
    let local = start;
    let code = text.charCodeAt(at);
    while (code > 32 && code !== 61 && code !== GT && code !== SLASH) {
      if (code === COLON) local = at + 1;
      at += 1;
      code = text.charCodeAt(at);
    }
    const nameEnd = at;
    while (code <= 32) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 61 || nameEnd === local) throw this.fail('An attribute has no value.', start);
    at += 1;
    code = text.charCodeAt(at);
    while (code <= 32) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 34 && code !== 39) throw this.fail('An attribute value has no quotes.', start);
    const end = text.indexOf(code === 34 ? '"' : "'", at + 1);
    if (end < 0) throw this.fail('The document ends inside a tag.', text.length);
    if (text.startsWith('xmlns', start) && (nameEnd === start + 5 || local === start + 6)) {
      const raw = text.slice(at + 1, end);
      this.declare(
        local === start ? '' : text.slice(local, nameEnd),
        raw.indexOf('&') < 0 ? raw : resolveReferences(raw, at + 1),
      );
      return end + 1;
    }
    const slot = this.attributeCount * 5;
    if (slot >= MAX_ATTRIBUTES * 5) throw this.fail(`A tag has more than ${MAX_ATTRIBUTES} attributes.`, start);
    const attributes = this.#attributes;
    attributes[slot] = start;
    attributes[slot + 1] = local;
    attributes[slot + 2] = nameEnd;
    attributes[slot + 3] = at + 1;
    attributes[slot + 4] = end;
    this.attributeCount += 1;
    return end + 1;
  }

  #endTag(pos: number): void {
    const { text } = this;
    const top = (this.depth - 1) * 2;
    if (top < 0) throw this.fail('An end tag has no start tag.', pos);
    const start = this.#names[top] ?? 0;
    const length = (this.#names[top + 1] ?? 0) - start;
    let at = pos + 2;
    for (let index = 0; index < length; index += 1, at += 1) {
      if (text.charCodeAt(at) !== text.charCodeAt(start + index)) throw this.#mismatch(pos, start, length);
    }
    let code = text.charCodeAt(at);
    while (code <= 32) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== GT) {
      if (Number.isNaN(code)) throw this.fail('The document ends inside a tag.', text.length);
      throw this.#mismatch(pos, start, length);
    }
    this.pos = at + 1;
    this.#leave();
  }

  #mismatch(pos: number, start: number, length: number): XmlError {
    return this.fail(
      `An end tag does not fit the start tag <${this.text.slice(start, start + Math.min(length, 60))}>.`,
      pos,
    );
  }

  #leave(): void {
    this.depth -= 1;
    const bindings = this.#bindingDepths;
    let count = bindings.length;
    if (count === 0) return;
    while (count > 0 && (bindings[count - 1] ?? 0) > this.depth) count -= 1;
    if (count !== bindings.length) this.#dropBindings(count);
  }

  #dropBindings(count: number): void {
    this.#prefixes.length = count;
    this.#uris.length = count;
    this.#bindingDepths.length = count;
  }

  /** Index behind a comment, a CDATA section or a processing instruction. */
  #skipMarkup(pos: number): number {
    const { text } = this;
    const closing = text.startsWith('<!--', pos)
      ? '-->'
      : text.startsWith('<?', pos)
        ? '?>'
        : text.startsWith('<![CDATA[', pos) && this.depth > 0
          ? ']]>'
          : undefined;
    if (closing === undefined) throw this.fail('A document type declaration is not accepted.', pos);
    const end = text.indexOf(closing, pos + (closing === '-->' ? 4 : 2));
    if (end < 0) throw this.fail('The document ends inside a comment, a CDATA section or an instruction.', text.length);
    return end + closing.length;
  }

  /** Index behind the `>` of the start tag whose name begins here; quotes may hide one. */
  #tagEnd(from: number): number {
    const { text } = this;
    for (let at = from; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === GT) return at + 1;
      if (code === 34 || code === 39) {
        at = text.indexOf(code === 34 ? '"' : "'", at + 1);
        if (at < 0) throw this.fail('The document ends inside a tag.', text.length);
      } else if (Number.isNaN(code)) throw this.fail('The document ends inside a tag.', text.length);
    }
  }

  #endOfDocument(): false {
    this.pos = this.text.length;
    return false;
  }
}

const MAX_ATTRIBUTES = 256;
const MAX_BINDINGS = 500;

const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 0x80;
