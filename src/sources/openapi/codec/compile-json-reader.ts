import type { Selection } from '../../source.ts';
import type { EnumShape, Field, ListShape, ObjectShape, ScalarShape, Shape, Use } from '../translate/shape.ts';
import { JsonReader, MemberNames, UNUSUAL } from './json-reader.ts';

type Read = (reader: JsonReader) => unknown;

/** Nesting of recursive shapes that is read here. */
const MAX_DEPTH = 100;

/**
 * Reads the bytes of a body straight into what the selection wants of it: what is not selected is passed over, not built. It gives what
 * `JSON.parse` and the decoder of the same selection give, or throws `UNUSUAL` for what they have to look at. Undefined where a selected
 * part is of a kind that is told apart by its content: unions, maps, open values.
 */
export function compileJsonReader(use: Use, selection: Selection | undefined): ((body: Buffer) => unknown) | undefined {
  const { shape } = use;
  if (shape.kind !== 'object' && shape.kind !== 'list') return undefined;
  const read = new JsonReaderCompiler().compile(shape, selection);
  if (read === undefined) return undefined;
  return (body) => {
    const reader = new JsonReader(body);
    const value = read(reader);
    // Whether there may be nothing at all is not decided here.
    if (value === null) throw UNUSUAL;
    reader.end();
    return value;
  };
}

class JsonReaderCompiler {
  /** Of whole objects, which may contain themselves. */
  readonly #whole = new Map<ObjectShape, { read: Read | undefined }>();

  compile(shape: Shape, selection: Selection | undefined): Read | undefined {
    switch (shape.kind) {
      case 'scalar':
        return scalarReader(shape);
      case 'enum':
        return enumReader(shape);
      case 'list':
        return this.#list(shape, selection);
      case 'object':
        return selection === undefined ? this.#wholeObject(shape) : this.#object(shape, selection);
      default:
        return undefined;
    }
  }

  #list(shape: ListShape, selection: Selection | undefined): Read | undefined {
    const item = this.compile(shape.item.shape, selection);
    if (shape.single === true || item === undefined) return undefined;
    return (reader) => {
      if (reader.takeNull()) return null;
      const items: unknown[] = [];
      if (reader.openList()) {
        do items.push(item(reader));
        while (reader.moreItems());
      }
      return items;
    };
  }

  #wholeObject(shape: ObjectShape): Read | undefined {
    const known = this.#whole.get(shape);
    if (known !== undefined) {
      let depth = 0;
      return (reader) => {
        if (known.read === undefined || depth === MAX_DEPTH) throw UNUSUAL;
        depth += 1;
        try {
          return known.read(reader);
        } finally {
          depth -= 1;
        }
      };
    }
    const entry: { read: Read | undefined } = { read: undefined };
    this.#whole.set(shape, entry);
    entry.read = this.#object(shape, undefined);
    return entry.read;
  }

  #object(shape: ObjectShape, selection: Selection | undefined): Read | undefined {
    const { rest } = shape;
    if (shape.isInterface || (rest !== undefined && selection?.fields.has(rest.name) !== false)) return undefined;
    const wanted =
      selection === undefined ? shape.fields : shape.fields.filter((field) => selection.fields.has(field.name));
    const readers: Read[] = [];
    for (const { name, use } of wanted) {
      const read = this.compile(use.shape, selection?.fields.get(name) ?? undefined);
      if (read === undefined) return undefined;
      readers.push(read);
    }
    return objectReader(wanted, readers);
  }
}

function scalarReader({ wire }: ScalarShape): Read | undefined {
  switch (wire) {
    case 'integer64':
      return (reader) => reader.exactInteger();
    case 'decimal':
      return (reader) => reader.decimal();
    case 'float':
      return (reader) => reader.float();
    case 'open':
      return undefined;
    default:
      return (reader) => reader.leaf();
  }
}

function enumReader({ identity, values }: EnumShape): Read {
  if (identity) return (reader) => reader.leaf();
  const names = new Map(values.map(({ name, value }) => [value, name]));
  return (reader) => {
    const value = reader.leaf();
    if (value === null) return null;
    const name = names.get(value as string);
    if (name === undefined) throw UNUSUAL;
    return name;
  };
}

/**
 * One object literal with GraphQL's names, whose members are filled in as they come, generated so that all objects of a list have one
 * hidden class. Names reach the generated text as JSON strings only.
 */
function objectReader(fields: readonly Field[], readers: readonly Read[]): Read {
  const names = new MemberNames(fields.map(({ wire }) => wire));
  const properties = fields.map(({ name }) => `[${JSON.stringify(name)}]`);
  const cases = properties.map((property, slot) => `case ${slot}: o${property} = r${slot}(reader); break;`);
  const make = new Function(
    'names',
    'readers',
    `"use strict";
const [${readers.map((_, slot) => `r${slot}`).join(', ')}] = readers;
return (reader) => {
  if (reader.takeNull()) return null;
  const o = { ${properties.map((property) => `${property}: undefined`).join(', ')} };
  if (!reader.openObject()) return o;
  let last = -1;
  do {
    last = names.take(reader, last);
    switch (names.slot(last)) {
      ${cases.join('\n      ')}
      default: reader.skip();
    }
  } while (reader.moreMembers());
  return o;
};`,
  );
  return make(names, readers) as Read;
}
