import type { Selection } from '../../source.ts';
import type { HeaderShape } from '../wire.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import { XmlError } from '../xml/xml-error.ts';
import type { ReaderCompiler } from './compile-reader.ts';
import type { ReadState } from './read-state.ts';

/** Reads the current element, a header block, into the field that it is for; skips it where it is for none. */
export type ReadHeader = (cursor: XmlCursor, state: ReadState, headers: Record<string, unknown>) => void;

export function headerReader(
  headers: readonly HeaderShape[],
  readers: ReaderCompiler,
  selection: Selection | undefined,
): ReadHeader {
  const wanted = headers
    .filter(({ name }) => selection === undefined || selection.fields.has(name))
    .map(({ name, element, shape }) => ({
      name,
      element,
      read: readers.compile(shape, selection?.fields.get(name) ?? undefined),
    }));
  return (cursor, state, values) => {
    const header = wanted.find(
      ({ element }) => cursor.isLocal(element.local) && cursor.namespace === element.namespace,
    );
    if (header === undefined) return cursor.skip();
    const again = cursor.suspend();
    try {
      values[header.name] = header.read(cursor, state) ?? null;
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      // A header that is not of its type is none: the answer itself is in the body.
      again();
      cursor.skip();
    }
  };
}
