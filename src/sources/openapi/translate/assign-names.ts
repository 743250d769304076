import { NameScope, typeName } from '../../shared/naming.ts';
import type { IssueCollector } from './issue-collector.ts';
import { placeKey } from './place.ts';
import { pascal } from './schema-kind.ts';
import type { NamedShape, Naming } from './shape.ts';

const MAX_TITLE = 50;
const MAX_TITLE_WORDS = 6;

/**
 * Names all types once all are known, so that no name depends on the order in which they were met: components first, then what has a
 * title, each in the order of their places. The name of a type without either is its parent's and the field's. `yielding`: names that
 * are reserved unless a component has them, each with the next to be tried then. Gives those that were taken.
 */
export function assignNames(
  shapes: readonly NamedShape[],
  reserved: Iterable<string>,
  yielding: ReadonlyMap<string, string>,
  issues: IssueCollector,
): ReadonlyMap<string, string> {
  const scope = new NameScope(reserved);
  /** The names without `Input`, of which the names of enclosed types are made. */
  const bases = new Map<NamedShape, string>();
  const give = (shape: NamedShape): string => {
    const known = bases.get(shape);
    if (known !== undefined) return known;
    const { naming } = shape;
    const inherited = (): string => {
      const { of, base, suffix } = naming.parent;
      return typeName(`${of === undefined ? pascal(base) : give(of)}${pascal(suffix)}`);
    };
    const own = ownName(naming);
    const wanted = own === undefined ? inherited() : typeName(own);
    const entry = shape.kind === 'map' ? 'Entry' : '';
    const input = naming.direction === 'input' ? 'Input' : '';
    const full = (base: string): string => {
      const body = base.endsWith(entry) ? base : `${base}${entry}`;
      return body.endsWith(input) ? body : `${body}${input}`;
    };
    // The parent is named only where its name is needed: it would take one before those of a higher rank.
    const taken = own !== undefined && scope.has(full(wanted));
    const given = scope.claim(full(wanted), ...(taken ? [full(inherited())] : []), `${full(wanted)}Type`);
    if (given !== full(wanted) && naming.component !== undefined) {
      issues.add(
        'info',
        'NAME_CHANGED',
        `The type ${full(wanted)} is called ${given}: that name is taken.`,
        naming.place,
      );
    }
    shape.name = given;
    if (shape.kind === 'union' && shape.parent !== undefined) shape.parent.name = given;
    const base =
      input !== '' && given.endsWith(input) && !wanted.endsWith(input) ? given.slice(0, -input.length) : given;
    bases.set(shape, base);
    return base;
  };
  const ranked = shapes.map((shape) => ({ shape, rank: rankOf(shape.naming), key: placeKey(shape.naming.place) }));
  ranked.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const firstUnnamed = ranked.findIndex(({ rank }) => rank >= RANK_OF_TITLES);
  const components = firstUnnamed === -1 ? ranked : ranked.slice(0, firstUnnamed);
  for (const { shape } of components) give(shape);
  const moved = new Map<string, string>();
  for (const [name, other] of yielding) {
    const given = scope.claim(name, other, `${other}Scalar`);
    if (given !== name) moved.set(name, given);
  }
  for (const { shape } of ranked.slice(components.length)) give(shape);
  return moved;
}

const RANK_OF_TITLES = 3;

function rankOf(naming: Naming): number {
  if (naming.component !== undefined) {
    if (naming.direction !== 'input') return 0;
    return typeName(naming.component).endsWith('Input') ? 1 : 2;
  }
  return isUsableTitle(naming.title) ? RANK_OF_TITLES : RANK_OF_TITLES + 1;
}

function ownName(naming: Naming): string | undefined {
  return naming.component ?? (isUsableTitle(naming.title) ? naming.title : undefined);
}

/** A title that is a name, not a sentence. */
function isUsableTitle(title: string | undefined): title is string {
  return (
    title !== undefined &&
    title.length <= MAX_TITLE &&
    /^[A-Za-z]/.test(title) &&
    !/[.\n]/.test(title) &&
    title.trim().split(/\s+/).length <= MAX_TITLE_WORDS
  );
}
