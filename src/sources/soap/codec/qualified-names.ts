import type { LeafShape, ListShape, Shape } from '../model/shape.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import { escapeAttribute } from '../xml/xml-text.ts';

/** What a text with qualified names is on the wire: its prefixes, and their declarations as attributes. */
export interface PrefixedNames {
  readonly text: string;
  readonly declarations: string;
}

/** Do values of the type mean namespaces by prefixes? In GraphQL they are `{namespace}local`, since no prefix means anything there. */
export const hasNames = (shape: Shape): shape is LeafShape | ListShape =>
  shape.kind === 'list' ? hasNames(shape.item) : shape.kind === 'leaf' && shape.leaf === 'qname';

/** Gives prefixes that begin with `prefix` to `{namespace}local` texts. */
export function withPrefixes(text: string, prefix: string): PrefixedNames {
  let declarations = '';
  const words = text.split(' ').map((word, index) => {
    const [, namespace = '', local = word] = /^\{(.*)\}(.*)$/.exec(word) ?? [];
    if (namespace === '') return local;
    declarations += ` xmlns:${prefix}${index}="${escapeAttribute(namespace)}"`;
    return `${prefix}${index}:${local}`;
  });
  return { text: words.join(' '), declarations };
}

/** How prefixes are resolved at the current element, also after it was read. */
export function nameResolver(cursor: XmlCursor): (text: string) => string {
  const own = cursor.ownScope();
  const namespaceOf = (prefix: string): string => own.get(prefix) ?? cursor.resolvePrefix(prefix) ?? '';
  return (text) => text.replace(/[^\t\n\r ]+/g, (word) => resolved(word, namespaceOf));
}

/** A prefix that nothing declares stays: services that get this wrong mean it as a part of the name. */
function resolved(word: string, namespaceOf: (prefix: string) => string): string {
  const colon = word.indexOf(':');
  const namespace = namespaceOf(colon < 0 ? '' : word.slice(0, colon));
  return namespace === '' ? word : `{${namespace}}${word.slice(colon + 1)}`;
}
