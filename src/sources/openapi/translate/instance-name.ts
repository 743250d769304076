import { isRecord } from '../../../utils/is-record.ts';
import { unescapeToken } from '../describe/pointer-token.ts';
import { type DynamicScope, scopeKey } from './dynamic-anchors.ts';
import { child, type Place, placeKey, referenceOf, rootOf, textAt } from './place.ts';
import { structural } from './schema-parts.ts';
import { componentName } from './schema-view.ts';

const MAX_HOPS = 64;

export interface Ways {
  /** Follows one reference, whatever the scope. */
  follow(place: Place): Place | undefined;
  /** The scope inside a place that is come to in `scope`. */
  entering(scope: DynamicScope, place: Place): DynamicScope;
}

/**
 * What a filled template is called: by the component that fills it and is nothing else than the filled template, or else by the template
 * and by what fills it. Undefined where that has no name: the type is then called by where it is used. `plain` is the template's own
 * scope.
 */
export function instanceName(
  template: Place,
  scope: DynamicScope,
  plain: DynamicScope,
  ways: Ways,
): string | undefined {
  const filled = [...scope].filter(([name, bound]) => !samePlace(bound, plain.get(name)));
  const wrappers = filled.flatMap(([, bound]) => wrappersAround(bound, template, scope, ways));
  const [wrapper] = wrappers.sort((a, b) => b.hops - a.hops);
  if (wrapper !== undefined) return wrapper.name;
  const name = componentName(template);
  const arguments_ = filled.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bound]) => argumentName(bound, ways));
  return name === undefined || arguments_.includes(undefined) ? undefined : `${name} of ${arguments_.join(' and ')}`;
}

const samePlace = (a: Place, b: Place | undefined): boolean => b !== undefined && placeKey(a) === placeKey(b);

/** The components around what fills the template that are references to it, and mean just this. */
function wrappersAround(
  bound: Place,
  template: Place,
  scope: DynamicScope,
  ways: Ways,
): { name: string; hops: number }[] {
  const found: { name: string; hops: number }[] = [];
  let current = rootOf(bound.document);
  for (const token of ['', ...bound.pointer.split('/').slice(1)]) {
    if (token !== '') current = child(current, unescapeToken(token));
    const name = componentName(current);
    const hops = name === undefined ? undefined : hopsTo(current, template, scope, ways);
    if (name !== undefined && hops !== undefined) found.push({ name, hops });
  }
  return found;
}

function hopsTo(start: Place, template: Place, wanted: DynamicScope, ways: Ways): number | undefined {
  let place: Place | undefined = start;
  let scope: DynamicScope = new Map();
  for (let hops = 0; hops < MAX_HOPS && place !== undefined; hops += 1) {
    scope = ways.entering(scope, place);
    if (samePlace(place, template)) {
      return scopeKey(scope, wanted.keys()) === scopeKey(wanted, wanted.keys()) ? hops : undefined;
    }
    const { value } = place;
    if (!isRecord(value) || referenceOf(value) === undefined || structural(value, '$ref')) return undefined;
    place = ways.follow(place);
  }
  return undefined;
}

function argumentName(bound: Place, ways: Ways): string | undefined {
  let place = bound;
  for (let hops = 0; hops < MAX_HOPS && isRecord(place.value) && referenceOf(place.value) !== undefined; hops += 1) {
    const next = ways.follow(place);
    if (next === undefined) return undefined;
    place = next;
  }
  const isDefinition = place === bound && /\/(?:\$defs|definitions)\/[^/]+$/.test(place.pointer);
  return (isDefinition ? undefined : componentName(place)) ?? textAt(place, 'title') ?? plainType(place);
}

/** The type of what is of one type, and of which that is all that there is to say. */
function plainType({ value }: Place): string | undefined {
  if (!isRecord(value) || ['array', 'object'].includes(String(value.type))) return undefined;
  return typeof value.type === 'string' && value.enum === undefined
    ? (value.format ?? value.type).toString()
    : undefined;
}
