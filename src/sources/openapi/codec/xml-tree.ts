/** An element; names are local, prefixes resolved away. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

export class XmlError extends Error {}

const MAX_DEPTH = 200;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** A comment, CDATA, processing instruction, declaration, end tag or start tag; text is what stands between. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!([A-Za-z]+)|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Reads an XML document. Refuses document type declarations, and so entities other than XML's own five. Throws `XmlError`. */
export function readXml(text: string): XmlElement {
  const holder: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const stack: XmlElement[] = [holder];
  let at = 0;
  MARKUP.lastIndex = 0;
  for (let match = MARKUP.exec(text); match !== null; match = MARKUP.exec(text)) {
    const current = stack.at(-1) ?? holder;
    addText(current, text.slice(at, match.index));
    at = MARKUP.lastIndex;
    const [, cdata, declaration, end, start, attributes = '', empty] = match;
    if (declaration !== undefined) throw new XmlError('a document type declaration');
    if (cdata !== undefined) current.text += cdata;
    else if (end !== undefined) {
      if (stack.length < 2 || local(end) !== current.name) throw new XmlError('tags that do not match');
      stack.pop();
    } else if (start !== undefined) {
      const element = { name: local(start), attributes: readAttributes(attributes), children: [], text: '' };
      current.children.push(element);
      if (empty === '') {
        if (stack.length > MAX_DEPTH) throw new XmlError('elements nested too deeply');
        stack.push(element);
      }
    }
  }
  addText(stack.at(-1) ?? holder, text.slice(at));
  const [root, ...others] = holder.children;
  if (root === undefined || others.length > 0 || stack.length > 1) throw new XmlError('no single root element');
  return root;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function addText(element: XmlElement, raw: string): void {
  if (raw === '') return;
  if (raw.includes('<')) throw new XmlError('markup that is no XML');
  if (element.name === '') {
    if (raw.replace('\ufeff', '').trim() !== '') throw new XmlError('text outside the root element');
    return;
  }
  element.text += unescapeText(raw);
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:'))
      attributes.set(local(name), unescapeText(double ?? single ?? ''));
  }
  return attributes;
}

function unescapeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([\da-fA-F]{1,6})|#(\d{1,7})|(\w+));?/g,
    (_, hex?: string, decimal?: string, name?: string) => {
      const known = name === undefined ? undefined : NAMED[name];
      if (known !== undefined) return known;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (name !== undefined || !(code > 0 && code <= 0x10ffff)) throw new XmlError('an unknown entity');
      return String.fromCodePoint(code);
    },
  );
}
