import { isRecord } from '../../../utils/is-record.ts';
import { DynamicAnchors, type DynamicScope, joined, schemaParts, scopeKey } from './dynamic-anchors.ts';
import { instanceName } from './instance-name.ts';
import type { IssueCollector } from './issue-collector.ts';
import { type Json, type Place, placeKey, referenceOf } from './place.ts';
import { instanceOf, instances, type SchemaInstance } from './schema-instance.ts';

/** As many parts of schemas are copied: there may be more ways through a description than schemas in it, by any factor. */
const MAX_COPIED = 20_000;

/** What a part of a description asks of the scope by itself, and what it refers to. */
interface Reach {
  readonly names: readonly string[];
  readonly targets: readonly Place[];
}

/**
 * `$dynamicRef` by dynamic scope (JSON Schema 2020-12, 8.2.3.2), and `$recursiveRef` (2019-09, 8.2.4.2). A schema that means something
 * else by the way that led to it is copied for each such meaning, so that what reads schemas needs to know nothing of
 * scopes: the copy is another schema, with references that remember their scope. What depends on no scope is not copied.
 */
export class DynamicScopes {
  readonly #follow: (place: Place) => Place | undefined;
  readonly #issues: IssueCollector;
  readonly #anchors = new DynamicAnchors();
  readonly #copies = new Map<string, unknown>();
  #copied = 0;
  readonly #own = new Map<unknown, Reach>();
  readonly #reached = new Map<unknown, ReadonlySet<string>>();

  /** `follow`: one reference, without a look at how it was come by. */
  constructor(follow: (place: Place) => Place | undefined, issues: IssueCollector) {
    this.#follow = follow;
    this.#issues = issues;
  }

  /** What the reference `place` leads to, in the scope in which it stands. */
  next(place: Place): Place | undefined {
    const scope = instanceOf(place.value)?.scope ?? this.#anchors.around(place);
    const initial = this.#follow(place);
    const name = dynamicName(place.value, initial);
    const target = (name === undefined ? undefined : scope.get(name)) ?? initial;
    return target && this.#instance(target, this.#entering(scope, target));
  }

  /** The scope inside `target`: what surrounds it in its resource is entered, too. */
  #entering(scope: DynamicScope, target: Place): DynamicScope {
    return joined(scope, this.#anchors.around(target));
  }

  #instance(target: Place, scope: DynamicScope): Place {
    const names = this.#namesBelow(target, scope);
    const plain = this.#anchors.around(target);
    const wanted = scopeKey(scope, names);
    if (wanted === scopeKey(plain, names)) return target;
    const key = `${placeKey(target)} ${wanted}`;
    if (!this.#copies.has(key)) {
      if (this.#copied > MAX_COPIED) {
        this.#issues.add(
          'warning',
          'LIMIT',
          'There are too many ways to fill the schemas that have dynamic anchors: here, those of the anchors themselves are taken.',
          target,
        );
        return target;
      }
      const bound = new Map([...scope].filter(([name]) => names.has(name)));
      const ways = { follow: this.#follow, entering: (inner: DynamicScope, it: Place) => this.#entering(inner, it) };
      const root = { pointer: target.pointer, name: instanceName(target, bound, plain, ways) };
      this.#copies.set(key, this.#copy(target, bound, root, false, new Set()));
    }
    return { ...target, value: this.#copies.get(key) };
  }

  /** The value with other references in it; the same one where nothing in it depends on the scope. */
  #copy(
    place: Place,
    scope: DynamicScope,
    root: SchemaInstance['root'],
    isMap: boolean,
    above: ReadonlySet<unknown>,
  ): unknown {
    const { value } = place;
    if (typeof value !== 'object' || value === null || above.has(value)) return value;
    const inner = isMap ? scope : this.#anchors.entering(scope, place);
    const changed = new Map<string | number, unknown>();
    for (const it of schemaParts(place, isMap)) {
      const copy = this.#copy(it.part, inner, root, it.isMap, new Set([...above, value]));
      if (copy !== it.part.value) changed.set(it.key, copy);
    }
    if (changed.size === 0 && !this.#depends(place, inner)) return value;
    const copy: object = Array.isArray(value)
      ? value.map((it: unknown, index) => (changed.has(index) ? changed.get(index) : it))
      : Object.fromEntries(Object.entries(value).map(([key, it]) => [key, changed.has(key) ? changed.get(key) : it]));
    instances.set(copy, { scope: inner, root });
    this.#copied += 1;
    return copy;
  }

  #depends(place: Place, scope: DynamicScope): boolean {
    if (!isRecord(place.value) || referenceOf(place.value) === undefined) return false;
    const names = this.#namesBelow(place, scope);
    return scopeKey(scope, names) !== scopeKey(this.#anchors.around(place), names);
  }

  /** The dynamic anchors for which `place`, or anything that it leads to in this scope, asks. */
  #namesBelow(place: Place, scope: DynamicScope): ReadonlySet<string> {
    const names = new Set(this.#reach(place));
    // A set gives what is added to it on the way, too.
    for (const name of names) {
      const bound = scope.get(name);
      if (bound !== undefined) for (const more of this.#reach(bound)) names.add(more);
    }
    return names;
  }

  #reach(start: Place): ReadonlySet<string> {
    const known = this.#reached.get(start.value);
    if (known !== undefined) return known;
    const names = new Set<string>();
    const seen = new Set<unknown>([start.value]);
    const pending = [start];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const own = this.#ownReach(place);
      for (const name of own.names) names.add(name);
      for (const target of own.targets) {
        if (seen.has(target.value)) continue;
        seen.add(target.value);
        pending.push(target);
      }
    }
    this.#reached.set(start.value, names);
    return names;
  }

  #ownReach(start: Place): Reach {
    const known = this.#own.get(start.value);
    if (known !== undefined) return known;
    const found = { names: [] as string[], targets: [] as Place[] };
    const seen = new Set<unknown>();
    const visit = (place: Place, isMap: boolean): void => {
      if (typeof place.value !== 'object' || place.value === null || seen.has(place.value)) return;
      seen.add(place.value);
      if (isRecord(place.value) && referenceOf(place.value) !== undefined) {
        const target = this.#follow(place);
        const name = dynamicName(place.value, target);
        if (name !== undefined) found.names.push(name);
        if (target !== undefined) found.targets.push(target);
      }
      for (const it of schemaParts(place, isMap)) visit(it.part, it.isMap);
    };
    visit(start, false);
    this.#own.set(start.value, found);
    return found;
  }
}

/** The anchor for which a reference asks the scope; undefined for an ordinary one, and for one that leads to no such anchor. */
function dynamicName(value: unknown, initial: Place | undefined): string | undefined {
  if (!isRecord(value) || value.$ref !== undefined || !isRecord(initial?.value)) return undefined;
  const target: Json = initial.value;
  if (typeof value.$dynamicRef !== 'string') return target.$recursiveAnchor === true ? '' : undefined;
  const name = value.$dynamicRef.split('#', 2)[1];
  return name !== '' && target.$dynamicAnchor === name ? name : undefined;
}
