import { lineAndColumn, lineStarts } from '../../../utils/line-starts.ts';
import { XmlError } from '../xml/xml-error.ts';
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

// A large description is asked for thousands of places.
const startsOf = new WeakMap<DescriptionDocument, readonly number[]>();

/** `file:line:column` of an element. */
export function locate(document: DescriptionDocument, element: XmlElement): string {
  const starts = startsOf.get(document) ?? lineStarts(document.text);
  startsOf.set(document, starts);
  return `${document.location}:${lineAndColumn(starts, element.offset)}`;
}

/** Where and why a text is no XML; none of the text itself is repeated. */
export function describeXmlError(location: string, text: string, error: unknown): { at: string; message: string } {
  if (!(error instanceof XmlError)) throw error;
  return { at: `${location}:${lineAndColumn(lineStarts(text), error.offset)}`, message: error.message };
}
