import type { Selection } from '../../source.ts';
import { statedMember } from '../model/allowed-members.ts';
import type {
  ArrayShape,
  FieldShape,
  LeafShape,
  ListShape,
  PolymorphicShape,
  Shape,
  WrapperShape,
} from '../model/shape.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import { compileObject } from './compile-object.ts';
import { onlyField } from './only-field.ts';
import { hasNames, nameResolver } from './qualified-names.ts';
import { parserOf } from './read-leaf.ts';
import { instanceType, readOpen, readXml } from './read-open.ts';
import type { ReadState } from './read-state.ts';

/** Reads the current element, whose start tag was just read, to its end. Null: nil. Undefined: there is no value in it. */
export type Read = (cursor: XmlCursor, state: ReadState) => unknown;

/** Compiles shapes into readers; a reader of the whole of a type is made once, so that types may be recursive. */
export class ReaderCompiler {
  readonly #encoded: boolean;
  readonly #typeNames: ReadonlyMap<string, string>;
  readonly #whole = new Map<Shape, Read>();

  constructor(encoded: boolean, typeNames: ReadonlyMap<string, string>) {
    this.#encoded = encoded;
    this.#typeNames = typeNames;
  }

  /** Reader of a value; without a selection it reads all of it. */
  compile(shape: Shape, selection: Selection | undefined, field?: FieldShape): Read {
    const preset = field?.default ?? field?.fixed;
    if (selection !== undefined || preset !== undefined) return this.#referable(this.#make(shape, selection, preset));
    const known = this.#whole.get(shape);
    if (known !== undefined) return known;
    if (shape.kind === 'leaf' || shape.kind === 'list') return this.#referable(leafReader(shape, undefined));
    let made: Read | undefined;
    const read: Read = (cursor, state) => {
      made ??= this.#referable(this.#make(shape, undefined, undefined));
      return made(cursor, state);
    };
    this.#whole.set(shape, read);
    return read;
  }

  field(field: FieldShape, selection: Selection | undefined): Read {
    return field.kind === 'any' ? readXml : this.compile(field.shape, selection, field);
  }

  #make(shape: Shape, selection: Selection | undefined, preset: string | undefined): Read {
    switch (shape.kind) {
      case 'leaf':
      case 'list':
        return leafReader(shape, preset);
      case 'array':
        return this.#array(shape, selection);
      case 'object':
        return compileObject(this, shape, selection, undefined);
      case 'wrapper':
        return this.#wrapper(shape, selection);
      case 'polymorphic':
        return this.#polymorphic(shape, selection);
      case 'open':
        return readOpen;
      case 'presence':
        return (cursor) => {
          const nil = cursor.isNil();
          cursor.skip();
          return nil ? null : true;
        };
    }
  }

  /** In SOAP encoding any element may stand for another one. */
  #referable(read: Read): Read {
    if (!this.#encoded) return read;
    return (cursor, state) => {
      if (cursor.attributeCount > 0) {
        const followed = state.follow(cursor, read);
        if (followed !== undefined) return followed.value;
      }
      return read(cursor, state);
    };
  }

  #array(shape: ArrayShape, selection: Selection | undefined): Read {
    let item: Read | undefined;
    return (cursor, state) => {
      if (cursor.isNil()) {
        cursor.skip();
        return null;
      }
      item ??= this.compile(shape.item, selection);
      const items: unknown[] = [];
      while (cursor.open()) items.push(item(cursor, state) ?? null);
      return items;
    };
  }

  #wrapper({ object }: WrapperShape, selection: Selection | undefined): Read {
    const [list] = object.fields;
    if (list === undefined) return () => null;
    const read = compileObject(this, object, onlyField(list, selection), undefined);
    return (cursor, state) => {
      const value = read(cursor, state);
      return value === null ? null : (value as Record<string, unknown>)[list.name];
    };
  }

  #polymorphic(shape: PolymorphicShape, selection: Selection | undefined): Read {
    const { base, members } = shape;
    const stated = statedMember(shape);
    const named = members.length > 1;
    const readers = members.map((member) =>
      compileObject(
        this,
        member,
        selection,
        named ? (this.#typeNames.get(member.key) ?? member.wantedName[0]) : undefined,
      ),
    );
    const fallback = named
      ? readers[members.indexOf(stated)]
      : (readers[0] ?? compileObject(this, base, selection, undefined));
    return (cursor, state) => {
      const type = instanceType(cursor);
      if (type !== undefined) {
        let near = -1;
        for (let index = 0; index < members.length; index += 1) {
          const own = members[index]?.type;
          if (own?.local !== type.local) continue;
          near = index;
          if (own.namespace === type.namespace) break;
        }
        const reader = readers[near];
        if (reader !== undefined) return reader(cursor, state);
      }
      if (fallback === undefined) {
        if (cursor.isNil()) {
          cursor.skip();
          return null;
        }
        throw cursor.fail(`The type of <${cursor.local}> is abstract and the element does not say which one it has.`);
      }
      return fallback(cursor, state);
    };
  }
}

function leafReader(shape: LeafShape | ListShape, preset: string | undefined): Read {
  const parse = parserOf(shape);
  const binary = shape.kind === 'leaf' && shape.leaf === 'base64';
  const named = hasNames(shape);
  return (cursor, state) => {
    if (cursor.attributeCount > 0) {
      if (cursor.isNil()) {
        cursor.skip();
        return null;
      }
      const attached = binary ? attachedBytes(cursor, state) : undefined;
      if (attached !== undefined) return attached;
    }
    if (binary && !cursor.isLeaf()) return readIncluded(cursor, state);
    const resolve = named ? nameResolver(cursor) : undefined;
    const text = cursor.content();
    const value = parse(preset !== undefined && text === '' ? preset : resolve === undefined ? text : resolve(text));
    if (value === undefined) throw cursor.fail('A value is not of the type that the schema gives it.');
    return value;
  };
}

/** SOAP with attachments: `href="cid:…"` on the element itself. */
function attachedBytes(cursor: XmlCursor, state: ReadState): string | undefined {
  const href = cursor.attribute('href');
  if (href?.startsWith('cid:') !== true) return undefined;
  const bytes = bytesOf(cursor, state, href);
  cursor.skip();
  return bytes;
}

/** MTOM: an `xop:Include` in place of the text. */
function readIncluded(cursor: XmlCursor, state: ReadState): string {
  let text = '';
  while (cursor.open()) {
    if (cursor.isLocal('Include')) text = bytesOf(cursor, state, cursor.attribute('href') ?? '');
    cursor.skip();
  }
  return text;
}

function bytesOf(cursor: XmlCursor, state: ReadState, href: string): string {
  const id = href.slice(4);
  const bytes = state.attachments.get(id) ?? state.attachments.get(decode(id));
  if (bytes === undefined) throw cursor.fail('An included part does not exist.');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
