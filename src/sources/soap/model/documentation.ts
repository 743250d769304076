import { XSD } from '../xml/namespaces.ts';
import { childOf, childrenOf, type XmlElement } from '../xml/xml-tree.ts';

/** Text of `xs:annotation/xs:documentation`, its indentation taken away. */
export function documentationOf(node: XmlElement): string | undefined {
  const annotation = childOf(node, XSD, 'annotation');
  if (annotation === undefined) return undefined;
  const text = childrenOf(annotation, XSD, 'documentation')
    .map((documentation) => plainText(documentation))
    .filter((part) => part !== '')
    .join('\n\n');
  return text === '' ? undefined : text;
}

/** Text of an element and all below it, the indentation of its lines taken away. */
export function plainText(node: XmlElement): string {
  if (node.children.length > 0)
    return node.children
      .map(plainText)
      .filter((part) => part !== '')
      .join(' ');
  return node.text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}
