import type { Selection } from '../../source.ts';
import type { FieldShape } from '../model/shape.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import type { Read, ReaderCompiler } from './compile-reader.ts';
import { GroupPlan, slotKey } from './group-plan.ts';

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
  /** The group that repeats, of an item of which this element is a member, and what it is called there. */
  readonly group?: GroupPlan;
  readonly key: string;
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
      entries.push(...groupEntries(new GroupPlan(compiler, field, isWanted, below(field))));
    }
  }
  const counts = new Map<string, number>();
  for (const { local } of entries) counts.set(local, (counts.get(local) ?? 0) + 1);
  for (const entry of entries) entry.ambiguous = (counts.get(entry.local) ?? 0) > 1;
  return entries;
}

function entryOf(field: FieldShape, read: Read | undefined, group?: GroupPlan): Entry {
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
    key: slotKey(field),
    ...(group === undefined ? undefined : { group }),
  };
}

/** One entry for each element, at however many places it may stand; a wildcard's name fits no element. */
function groupEntries(plan: GroupPlan): Entry[] {
  const byKey = new Map(plan.slots.map((slot) => [slotKey(slot.field), slot.field]));
  return [...byKey.values()].map((field) => entryOf(field, undefined, plan));
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
