import { clark } from '../xml/namespaces.ts';
import { XmlCursor } from '../xml/xml-cursor.ts';
import { XmlError } from '../xml/xml-error.ts';
import { isXmlText } from '../xml/xml-text.ts';
import { badInput } from './write-leaf.ts';

const MAX_DEPTH = 50;

/** XML that a caller gave, as it is: well-formed elements that stand by themselves. Throws `BAD_USER_INPUT`. */
export function checkedXml(value: unknown, place: string): string {
  const text = String(value).replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '');
  const { elements, hasText } = checkedContent(text, place);
  if (elements === 0 || hasText) throw badInput(place, 'must be XML elements');
  return text;
}

/** The same with text between the elements. */
export function checkedMixed(value: unknown, place: string): string {
  const text = String(value);
  checkedContent(text, place);
  return text;
}

export function xmlText(text: string, place: string): string {
  if (!isXmlText(text)) throw badInput(place, 'has characters that XML cannot hold');
  return text;
}

function checkedContent(text: string, place: string): { readonly elements: number; readonly hasText: boolean } {
  // Inside of an element of our own: what closes it ends before the text does.
  const cursor = new XmlCursor(`<x>${xmlText(text, place)}</x>`, MAX_DEPTH);
  let elements = 0;
  try {
    cursor.open();
    const hasText = cursorText(cursor).trim() !== '';
    while (cursor.depth > 0) {
      if (!cursor.open()) continue;
      if (cursor.depth === 2) elements += 1;
      checkPrefixes(cursor, place);
      checkAttributes(cursor);
      // References are looked at only where their text is read.
      cursorText(cursor);
    }
    cursor.open();
    if (cursor.pos < cursor.text.length) throw badInput(place, 'is not well-formed XML');
    return { elements, hasText };
  } catch (error) {
    if (error instanceof XmlError) throw badInput(place, 'is not well-formed XML');
    throw error;
  }
}

function checkAttributes(cursor: XmlCursor): void {
  const names = new Set<string>();
  for (let index = 0; index < cursor.attributeCount; index += 1) {
    cursor.attributeValue(index);
    names.add(clark(cursor.attributeNamespace(index), cursor.attributeLocal(index)));
  }
  if (names.size < cursor.attributeCount) throw cursor.fail('Two attributes have one name.');
}

/** Text of the current element, which stays current. */
function cursorText(cursor: XmlCursor): string {
  const resume = cursor.suspend();
  const text = cursor.content();
  resume();
  return text;
}

/** A prefix must be declared in the fragment: it must not mean what our envelope happens to declare. */
function checkPrefixes(cursor: XmlCursor, place: string): void {
  const isDeclared = (name: string): boolean => {
    const colon = name.indexOf(':');
    return colon < 0 || name.startsWith('xml:') || cursor.resolvePrefix(name.slice(0, colon)) !== undefined;
  };
  const names = [cursor.text.slice(cursor.nameStart, cursor.nameEnd)];
  for (let index = 0; index < cursor.attributeCount; index += 1) names.push(cursor.attributeName(index));
  if (!names.every(isDeclared)) throw badInput(place, 'has a prefix that it does not declare');
}
