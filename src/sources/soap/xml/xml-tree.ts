import { currentNamespace, XML } from './namespaces.ts';
import { XmlCursor } from './xml-cursor.ts';

export interface XmlAttribute {
  readonly namespace: string;
  readonly local: string;
  readonly value: string;
}

/** Namespaces in scope, innermost first. */
export interface XmlScope {
  readonly bindings: ReadonlyMap<string, string>;
}

/** An element of a description, which is small enough to be kept whole. */
export interface XmlElement {
  readonly namespace: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Character data of a leaf; '' where there are child elements. */
  readonly text: string;
  readonly scope: XmlScope;
  /** Index of the start tag in the document's text. */
  readonly offset: number;
}

/** Reads a whole document. Throws `XmlError`. */
export function parseXml(text: string, maxDepth = 200): XmlElement {
  const cursor = new XmlCursor(text, maxDepth);
  if (!cursor.open()) throw cursor.fail('There is no element: this is no XML.', 0);
  const root = readElement(cursor, undefined);
  if (cursor.open()) throw cursor.fail('There is more than one root element.');
  return root;
}

function readElement(cursor: XmlCursor, parent: XmlScope | undefined): XmlElement {
  const offset = cursor.nameStart - 1;
  const { local } = cursor;
  const namespace = currentNamespace(cursor.namespace);
  const attributes: XmlAttribute[] = [];
  for (let index = 0; index < cursor.attributeCount; index += 1) {
    attributes.push({
      namespace: cursor.attributeNamespace(index),
      local: cursor.attributeLocal(index),
      value: cursor.attributeValue(index),
    });
  }
  // Most elements declare nothing: they share their parent's scope.
  const scope = parent === undefined || cursor.declaresNamespaces ? { bindings: cursor.scope() } : parent;
  if (cursor.isLeaf()) return { namespace, local, attributes, children: [], text: cursor.content(), scope, offset };
  const children: XmlElement[] = [];
  while (cursor.open()) children.push(readElement(cursor, scope));
  return { namespace, local, attributes, children, text: '', scope, offset };
}

/** Value of an attribute without a namespace. */
export function attributeOf(element: XmlElement, local: string, namespace = ''): string | undefined {
  for (const attribute of element.attributes) {
    if (attribute.local === local && attribute.namespace === namespace) return attribute.value;
  }
  return undefined;
}

export interface QualifiedName {
  readonly namespace: string;
  readonly local: string;
}

/** A `prefix:local` text in the scope of an element. Undefined: the prefix is not declared. */
export function qualifiedName(element: XmlElement, text: string): QualifiedName | undefined {
  const name = text.trim();
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  const namespace = prefix === 'xml' ? XML : element.scope.bindings.get(prefix);
  if (namespace === undefined && prefix !== '') return undefined;
  return { namespace: currentNamespace(namespace ?? ''), local: name.slice(colon + 1) };
}

/** Children of a name. */
export function childrenOf(element: XmlElement, namespace: string, local: string): XmlElement[] {
  return element.children.filter((child) => child.local === local && child.namespace === namespace);
}

/** First child of a name. */
export function childOf(element: XmlElement, namespace: string, local: string): XmlElement | undefined {
  return element.children.find((child) => child.local === local && child.namespace === namespace);
}
