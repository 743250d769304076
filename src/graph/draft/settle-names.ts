import { groupBy } from '../group-by.ts';

/** Someone's wish for a name within a scope: the types of the graph, or the fields of one type. */
export interface NameClaim {
  readonly scope: string;
  readonly source: string;
  /** What it is called in its source. */
  readonly own: string;
  readonly wanted: string;
  /** Claims of one name that are all shared may have it together. */
  readonly shared: boolean;
  /** The name that it has for now, and in the end. */
  name: string;
  /** How often it had to give way. */
  step: number;
}

/**
 * Moves every claim of a contested name one step on, until no name is contested. All that want one name give way, not all but the
 * first: so the order of claims matters to nobody, and a name that nobody else wants stays.
 */
export function settleNames(
  claims: readonly NameClaim[],
  isReserved: (scope: string, name: string) => boolean,
  nameAt: (claim: NameClaim, step: number) => string,
): void {
  const ordered = [...claims].sort((a, b) => compare(a.source, b.source) || compare(a.own, b.own));
  const move = (claim: NameClaim): void => {
    claim.step += 1;
    claim.name = nameAt(claim, claim.step);
  };
  for (;;) {
    const byName = groupBy(ordered, ({ scope, name }) => `${scope}.${name}`);
    const contested = [...byName.values()].filter((group) => isContested(group, isReserved));
    if (contested.length === 0) return;
    for (const group of contested) {
      const movable = group.filter(({ shared }) => !shared);
      const fresh = movable.filter(({ step }) => step === 0);
      if (movable.length === 0) group.forEach(move);
      else if (fresh.length > 0) fresh.forEach(move);
      // All have given way before: one of them keeps the name, unless it belongs to someone who need not give way.
      else movable.slice(movable.length === group.length && group.length > 1 ? 1 : 0).forEach(move);
    }
  }
}

function isContested(group: readonly NameClaim[], isReserved: (scope: string, name: string) => boolean): boolean {
  const [first] = group;
  if (first === undefined) return false;
  return isReserved(first.scope, first.name) || (group.length > 1 && !group.every(({ shared }) => shared));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
