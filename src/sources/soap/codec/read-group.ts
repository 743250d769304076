import type { XmlCursor } from '../xml/xml-cursor.ts';
import type { GroupPlan, Level, Slot } from './group-plan.ts';
import type { ReadState } from './read-state.ts';

type Values = Record<string, unknown>;

/** How far one object's groups are read. */
export class GroupProgress {
  readonly #at = new Map<GroupPlan, { slot: Slot; readonly items: (Values | undefined)[] }>();

  /** Could an element that no name fits be the group's own wildcard here? */
  takesAny(plan: GroupPlan): boolean {
    const at = this.#at.get(plan)?.slot;
    return plan.next(at, '*') !== undefined;
  }

  /** Reads the current element into the item that it belongs to. */
  read(plan: GroupPlan, key: string, out: Values, cursor: XmlCursor, state: ReadState): void {
    const at = this.#at.get(plan);
    const step = plan.next(at?.slot, key);
    if (step === undefined) {
      cursor.skip();
      return;
    }
    const { slot, begins } = step;
    const items = at?.items ?? [];
    if (at === undefined) this.#at.set(plan, { slot, items });
    else at.slot = slot;
    items.length = Math.min(items.length, begins ?? items.length);
    for (let depth = items.length; depth < slot.path.length; depth += 1) {
      items.push(begin(slot.path[depth] as Level, depth === 0 ? out : items[depth - 1]));
    }
    const item = items[slot.path.length - 1];
    // What was entered below this place is over.
    items.length = slot.path.length;
    if (slot.read === undefined || item === undefined) {
      cursor.skip();
      return;
    }
    const value = slot.read(cursor, state) ?? null;
    const { name, list, nillable, kind } = slot.field;
    if (list) {
      if (value !== null || nillable || kind === 'any') (item[name] as unknown[]).push(value);
    } else item[name] ??= value;
  }
}

function begin(level: Level, around: Values | undefined): Values | undefined {
  if (!level.selected || around === undefined) return undefined;
  const item: Values = {};
  for (const name of level.lists) item[name] = [];
  (around[level.name] as Values[]).push(item);
  return item;
}
