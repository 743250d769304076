import { SOAP11, SOAP12 } from '../xml/namespaces.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';

/** Where the body's content stands after `enterBody`. */
export type BodyState = 'empty' | 'fault' | 'message';

/**
 * Reads up to the first element of the SOAP body, which is then the cursor's current element. `readHeader` reads the header block that
 * is current then. Throws `XmlError` for what is no SOAP envelope at all.
 */
export function enterBody(cursor: XmlCursor, readHeader?: () => void): BodyState {
  if (!cursor.open() || !cursor.isLocal('Envelope')) throw cursor.fail('There is no SOAP envelope.');
  const { namespace } = cursor;
  if (namespace !== SOAP11 && namespace !== SOAP12) throw cursor.fail('The envelope is of no known SOAP version.');
  while (cursor.open()) {
    if (!cursor.isLocal('Body')) {
      if (readHeader === undefined || !cursor.isLocal('Header')) cursor.skip();
      else while (cursor.open()) readHeader();
      continue;
    }
    if (!cursor.open()) return 'empty';
    return cursor.isLocal('Fault') && cursor.namespace === namespace ? 'fault' : 'message';
  }
  throw cursor.fail('The SOAP envelope has no body.');
}

/** Reads what is left of the envelope, so that a truncated answer is noticed. */
export function leaveEnvelope(cursor: XmlCursor, floor: number): void {
  while (cursor.depth > floor) {
    if (cursor.open()) cursor.skip();
  }
  if (cursor.open()) throw cursor.fail('There is something behind the SOAP envelope.');
}
