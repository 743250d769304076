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

// A large description is asked for thousands of places.
const lineStarts = new WeakMap<DescriptionDocument, readonly number[]>();

/** `file:line:column` of an element. */
export function locate(document: DescriptionDocument, element: XmlElement): string {
  let starts = lineStarts.get(document);
  if (starts === undefined) {
    starts = lineStartsOf(document.text);
    lineStarts.set(document, starts);
  }
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= element.offset) low = middle;
    else high = middle - 1;
  }
  return `${document.location}:${low + 1}:${element.offset - (starts[low] ?? 0) + 1}`;
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** Where and why a text is no XML; none of the text itself is repeated. */
export function describeXmlError(location: string, text: string, error: unknown): { at: string; message: string } {
  if (!(error instanceof XmlError)) throw error;
  const { line, column } = placeOf(text, error.offset);
  return { at: `${location}:${line}:${column}`, message: error.message };
}
