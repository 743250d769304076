import { type SOAP11_ENCODING, SOAP12_ENCODING, XSI } from '../xml/namespaces.ts';
import type { QualifiedName } from '../xml/xml-tree.ts';
import type { Prefixes } from './prefixes.ts';

export type SoapEncoding = typeof SOAP11_ENCODING | typeof SOAP12_ENCODING;

/** What says that an element is an array of SOAP encoding (SOAP 1.1, 5.4.2; SOAP 1.2 Adjuncts, 3.1.6). */
export function arrayAttributes(
  prefixes: Prefixes,
  encoding: SoapEncoding,
  itemType: QualifiedName,
  size: number,
  dimensions = '',
): string {
  const item = prefixes.name(itemType.namespace, itemType.local) + dimensions;
  const sizes =
    encoding === SOAP12_ENCODING
      ? ` ${prefixes.name(encoding, 'itemType')}="${item}" ${prefixes.name(encoding, 'arraySize')}="${size}"`
      : ` ${prefixes.name(encoding, 'arrayType')}="${item}[${size}]"`;
  return ` ${prefixes.name(XSI, 'type')}="${prefixes.name(encoding, 'Array')}"${sizes}`;
}
