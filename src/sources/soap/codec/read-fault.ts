import type { SoapFault } from '../codec.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import { XmlError } from '../xml/xml-error.ts';
import type { QualifiedName } from '../xml/xml-tree.ts';
import type { Read } from './compile-reader.ts';
import { readOpen } from './read-open.ts';
import type { ReadState } from './read-state.ts';

export interface FaultReader {
  readonly name: string;
  readonly element: QualifiedName;
  readonly read: Read;
}

type Draft<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Reads the current element, a SOAP 1.1 or 1.2 `Fault`; the detail by the declared fault whose element it holds. */
export function readFault(cursor: XmlCursor, state: ReadState, faults: readonly FaultReader[]): SoapFault {
  const fault: Draft<SoapFault> & { subcodes: string[] } = { code: 'Server', subcodes: [], reason: '' };
  while (cursor.open()) {
    const name = cursor.local;
    if (name === 'faultcode') fault.code = localPart(cursor.content());
    else if (name === 'faultstring') fault.reason = cursor.content().trim();
    else if (name === 'faultactor' || name === 'Role') fault.actor = cursor.content().trim();
    else if (name === 'Code') readCode(cursor, fault, 0);
    else if (name === 'Reason') readReason(cursor, fault);
    else if (name === 'detail' || name === 'Detail') readDetail(cursor, state, faults, fault);
    else cursor.skip();
  }
  return fault;
}

function readCode(cursor: XmlCursor, fault: Draft<SoapFault> & { subcodes: string[] }, depth: number): void {
  while (cursor.open()) {
    if (cursor.isLocal('Value')) {
      const value = localPart(cursor.content());
      if (depth === 0) fault.code = value;
      else fault.subcodes.push(value);
    } else if (cursor.isLocal('Subcode')) readCode(cursor, fault, depth + 1);
    else cursor.skip();
  }
}

/** The English text, or the first. */
function readReason(cursor: XmlCursor, fault: Draft<SoapFault>): void {
  while (cursor.open()) {
    const language = cursor.attribute('lang', 'http://www.w3.org/XML/1998/namespace') ?? '';
    const text = cursor.content().trim();
    if (fault.reason === '' || language.startsWith('en')) fault.reason = text;
  }
}

function readDetail(
  cursor: XmlCursor,
  state: ReadState,
  faults: readonly FaultReader[],
  fault: Draft<SoapFault>,
): void {
  if (cursor.isLeaf()) {
    const text = cursor.content().trim();
    if (text !== '') fault.detail = text;
    return;
  }
  const others: Record<string, unknown> = Object.create(null);
  while (cursor.open()) {
    const name = cursor.local;
    const declared = fault.name === undefined ? declaredFault(cursor, faults) : undefined;
    const resume = cursor.suspend();
    try {
      if (declared === undefined) others[name] = readOpen(cursor);
      else {
        fault.detail = declared.read(cursor, state);
        fault.name = declared.name;
      }
    } catch (error) {
      // A detail that does not fit its declaration is still worth knowing.
      if (!(error instanceof XmlError) || declared === undefined) throw error;
      resume();
      others[name] = readOpen(cursor);
    }
  }
  if (Object.keys(others).length === 0) return;
  if (fault.name === undefined) fault.detail = others;
  else fault.otherDetail = others;
}

/** The fault whose element is current; stacks err in namespaces, so that the local name decides where no namespace does. */
function declaredFault(cursor: XmlCursor, faults: readonly FaultReader[]): FaultReader | undefined {
  const named = faults.filter(({ element }) => cursor.isLocal(element.local));
  return named.find(({ element }) => element.namespace === cursor.namespace) ?? named[0];
}

const localPart = (text: string): string => text.trim().replace(/^[^:]*:/, '');
