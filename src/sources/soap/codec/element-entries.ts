import type { Selection } from '../../source.ts';
import type { FieldShape, ObjectShape } from '../model/shape.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import type { Read, ReaderCompiler } from './compile-reader.ts';

/** An element that may come, and where its value goes. */
export interface Entry {
  readonly local: string;
  readonly namespace: string;
  /** Another entry has the same local name: the namespace decides. */
  ambiguous: boolean;
  /** Its start tag as the service wrote it last, and where the local name begins in it; '' until then. */
  tag: string;
  tagLocal: number;
  readonly name: string;
  readonly list: boolean;
  readonly nillable: boolean;
  /** Undefined: not selected. */
  readonly read: Read | undefined;
  /** Name of the list that this element is a member of an item of. */
  readonly group?: Group;
}

export interface Group {
  readonly name: string;
  readonly selected: boolean;
  /** Position of each entry's field in the group: one that goes back begins the next item. */
  readonly order: ReadonlyMap<string, number>;
  readonly choice: boolean;
}

/** The elements of a type in the schema's order; those that are not wanted as well, since what is expected is passed fastest. */
export function entriesOf(
  compiler: ReaderCompiler,
  fields: readonly FieldShape[],
  wanted: (field: FieldShape) => boolean,
  below: (field: FieldShape) => Selection | undefined,
): readonly Entry[] {
  const entries: Entry[] = [];
  for (const field of fields) {
    const isWanted = wanted(field);
    if (field.kind === 'element') {
      entries.push(entryOf(field, isWanted ? compiler.field(field, below(field)) : undefined));
    } else if (field.kind === 'group' && field.shape.kind === 'object') {
      entries.push(...groupEntries(compiler, field, field.shape, isWanted, below(field)));
    }
  }
  for (const entry of entries) {
    entry.ambiguous = entries.some((other) => other !== entry && other.local === entry.local);
  }
  return entries;
}

function entryOf(field: FieldShape, read: Read | undefined, group?: Group): Entry {
  return {
    local: field.local,
    namespace: field.namespace,
    ambiguous: false,
    tag: '',
    tagLocal: 0,
    name: field.name,
    list: field.list,
    nillable: field.nillable,
    read,
    ...(group === undefined ? undefined : { group }),
  };
}

function groupEntries(
  compiler: ReaderCompiler,
  field: FieldShape,
  shape: ObjectShape,
  selected: boolean,
  selection: Selection | undefined,
): Entry[] {
  const members = shape.fields.filter((member) => member.kind === 'element');
  const group: Group = {
    name: field.name,
    selected,
    order: new Map(members.map((member, index) => [member.name, index])),
    choice: shape.content?.kind === 'choice' && shape.content.items.every((item) => item.kind === 'field'),
  };
  return members.map((member) => {
    const wanted = selected && (selection === undefined || selection.fields.has(member.name));
    const inner = selection?.fields.get(member.name) ?? undefined;
    return entryOf(member, wanted ? compiler.field(member, inner) : undefined, group);
  });
}

/** Index of the entry that the current start tag is, or -1. The next one in the schema's order is tried first. */
export function matcher(entries: readonly Entry[], open: boolean): (cursor: XmlCursor, hint: number) => number {
  const count = entries.length;
  const fits = (entry: Entry, cursor: XmlCursor): boolean => {
    if (!cursor.isLocal(entry.local)) return false;
    // Stacks err in qualifying names, so a name decides by itself unless it may mean something else.
    if (!entry.ambiguous && !open) return true;
    const { namespace } = cursor;
    return namespace === entry.namespace || (!entry.ambiguous && namespace === '');
  };
  if (count > 12) {
    const byLocal = new Map<string, number[]>();
    entries.forEach((entry, index) => {
      byLocal.set(entry.local, [...(byLocal.get(entry.local) ?? []), index]);
    });
    return (cursor, hint) => {
      const expected = entries[hint];
      if (expected !== undefined && fits(expected, cursor)) return hint;
      return byLocal.get(cursor.local)?.find((index) => fits(entries[index] as Entry, cursor)) ?? -1;
    };
  }
  return (cursor, hint) => {
    for (let step = 0, index = hint; step < count; step += 1, index += 1) {
      if (index >= count) index = 0;
      if (fits(entries[index] as Entry, cursor)) return index;
    }
    return -1;
  };
}
