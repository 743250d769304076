import { placeOf, XmlError } from '../xml/xml-error.ts';
import { parseXml, type XmlElement } from '../xml/xml-tree.ts';

/** One file or response that a description consists of. */
export interface DescriptionDocument {
  /** Path or URL, as messages show it. */
  readonly location: string;
  readonly text: string;
  readonly root: XmlElement;
}

/** Reads one document. Throws `XmlError`. */
export function readDocument(location: string, text: string): DescriptionDocument {
  return { location, text, root: parseXml(text) };
}

/** `file:line:column` of an element. */
export function locate(document: DescriptionDocument, element: XmlElement): string {
  const { line, column } = placeOf(document.text, element.offset);
  return `${document.location}:${line}:${column}`;
}

/** Where and why a text is no XML; none of the text itself is repeated. */
export function describeXmlError(location: string, text: string, error: unknown): { at: string; message: string } {
  if (!(error instanceof XmlError)) throw error;
  const { line, column } = placeOf(text, error.offset);
  return { at: `${location}:${line}:${column}`, message: error.message };
}
