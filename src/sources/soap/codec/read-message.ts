import type { Selection } from '../../source.ts';
import type { FieldShape, ObjectShape } from '../model/shape.ts';
import type { MessageShape, SoapWire } from '../wire.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import { compileObject } from './compile-object.ts';
import type { Read, ReaderCompiler } from './compile-reader.ts';
import { onlyField } from './only-field.ts';
import type { ReadState } from './read-state.ts';

/** Reads the message whose element is current into the value of the operation's field. */
export type ReadMessage = (cursor: XmlCursor, state: ReadState) => unknown;

export function messageReader(wire: SoapWire, readers: ReaderCompiler, selection: Selection | undefined): ReadMessage {
  const { response } = wire;
  if (response === undefined || response.mapping.kind === 'nothing') {
    return (cursor) => {
      cursor.skip();
      return true;
    };
  }
  const { mapping, shape, element } = response;
  if (mapping.kind !== 'unwrapped' || shape.kind !== 'object') {
    const read = element === undefined ? partsReader(readers, response, selection) : readers.compile(shape, selection);
    const attached = shape.kind === 'object' ? attachmentsOf(shape, selection) : [];
    return checkedName(wire, response, (cursor, state) => {
      const value = read(cursor, state) ?? null;
      if (attached.length > 0 && value !== null) addAttachments(value as Record<string, unknown>, attached, state);
      return value;
    });
  }
  const [outer, inner] = mapping.path;
  if (outer === undefined) return () => null;
  // The wrapper is read for its one field only.
  const wrapped = inner === undefined ? selection : onlyField(inner, selection);
  const read = compileObject(readers, shape, onlyField(outer, wrapped), undefined);
  const readBare = wire.rpc && outer.namespace !== '' ? readers.field(outer, wrapped) : undefined;
  return checkedName(wire, response, (cursor, state) => {
    // A part of rpc style that is an element is against WS-I Basic Profile 1.1, R2203; services send it without the wrapper.
    const bare = readBare !== undefined && cursor.isLocal(outer.local) && cursor.namespace === outer.namespace;
    const value = bare ? readBare(cursor, state) : fieldOf(read(cursor, state), outer);
    return inner === undefined ? value : value === null ? null : fieldOf(value, inner);
  });
}

interface Attached {
  readonly field: FieldShape;
  /** Position among the MIME parts that are declared. */
  readonly index: number;
}

function attachmentsOf(shape: ObjectShape, selection: Selection | undefined): readonly Attached[] {
  return shape.fields
    .filter((field) => field.kind === 'attachment')
    .map((field, index) => ({ field, index }))
    .filter(({ field }) => selection === undefined || selection.fields.has(field.name));
}

/** A part is found by its name in the Content-ID (WS-I Attachments Profile 1.0, 3.8), else by its position. */
function addAttachments(value: Record<string, unknown>, attached: readonly Attached[], state: ReadState): void {
  const parts = [...state.attachments];
  for (const { field, index } of attached) {
    const named = parts.find(([id]) => id.startsWith(`${field.local}=`)) ?? parts[index];
    if (named !== undefined) value[field.name] = Buffer.from(named[1]).toString('base64');
  }
}

function fieldOf(value: unknown, field: FieldShape): unknown {
  return value === null || value === undefined ? null : ((value as Record<string, unknown>)[field.name] ?? null);
}

/** In rpc style the name of the wrapper is a convention only. */
function checkedName(wire: SoapWire, response: MessageShape, read: Read): ReadMessage {
  const { element, mapping } = response;
  const lenient = wire.encoded || element === undefined || mapping.kind === 'nothing' || wire.rpc;
  if (lenient) return read;
  return (cursor, state) => {
    if (!cursor.isLocal(element.local)) throw cursor.fail(`The body has another element than <${element.local}>.`);
    return read(cursor, state);
  };
}

/** Several parts in one body: they are its children, so the first of them is current already. */
function partsReader(readers: ReaderCompiler, response: MessageShape, selection: Selection | undefined): Read {
  const shape = response.shape as ObjectShape;
  const wanted = shape.fields.filter(
    (field) => field.kind !== 'attachment' && (selection === undefined || selection.fields.has(field.name)),
  );
  const reads = new Map(
    wanted.map((field) => [
      field.local,
      { field, read: readers.field(field, selection?.fields.get(field.name) ?? undefined) },
    ]),
  );
  return (cursor, state) => {
    const out: Record<string, unknown> = {};
    do {
      const entry = reads.get(cursor.local);
      if (entry === undefined) cursor.skip();
      else out[entry.field.name] = entry.read(cursor, state);
    } while (cursor.open());
    for (const field of wanted) {
      if (field.required && !field.nillable && out[field.name] == null && !state.lenient) {
        throw cursor.fail(`The required part "${field.local}" is missing.`);
      }
    }
    return out;
  };
}
