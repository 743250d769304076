import type { PropertyPath } from '../../graph/graph.ts';
import type { Selection } from '../../sources/source.ts';

/** A selection while it is being put together: by source property, null for a leaf. */
export type SelectionDraft = Map<string, SelectionDraft | null>;

/** The draft below `property`, added where it is missing. */
export function draftBelow(draft: SelectionDraft, property: string): SelectionDraft {
  const present = draft.get(property);
  if (present !== undefined && present !== null) return present;
  const below: SelectionDraft = new Map();
  draft.set(property, below);
  return below;
}

/** Adds a leaf; what was selected below it stays. */
export function addLeaf(draft: SelectionDraft, property: string): void {
  if (!draft.has(property)) draft.set(property, null);
}

/** Adds the property that a path ends in, and the objects on its way. */
export function addPath(draft: SelectionDraft, path: PropertyPath): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let current = draft;
  for (const property of path.slice(0, -1)) current = draftBelow(current, property);
  addLeaf(current, last);
}

/** The draft of an answer in which `inner` is found at `path`. */
export function wrapDraft(path: PropertyPath, inner: SelectionDraft | null): SelectionDraft | null {
  return path.reduceRight<SelectionDraft | null>((below, property) => new Map([[property, below]]), inner);
}

/** Canonical text, equal for equal selections: `id,customer{address{city},name}` with names sorted. */
function selectionKey(draft: SelectionDraft): string {
  return [...draft.keys()]
    .sort()
    .map((name) => {
      const below = draft.get(name);
      return below ? `${name}{${selectionKey(below)}}` : name;
    })
    .join(',');
}

/** One frozen `Selection` for equal drafts, so that a codec finds the decoder that it compiled before. */
export class SelectionPool {
  readonly #selections = new Map<string, Selection>();

  intern(draft: SelectionDraft): Selection {
    const key = selectionKey(draft);
    let selection = this.#selections.get(key);
    if (selection === undefined) {
      selection = freeze(draft, key);
      this.#selections.set(key, selection);
    }
    return selection;
  }
}

function freeze(draft: SelectionDraft, key: string): Selection {
  const fields = new Map<string, Selection | null>();
  for (const [name, below] of draft) fields.set(name, below === null ? null : freeze(below, selectionKey(below)));
  return Object.freeze({ fields, key });
}
