import { isRecord } from '../../../utils/is-record.ts';
import type { SourceDocument } from '../describe/document.ts';
import { escapeToken, unescapeToken } from '../describe/pointer-token.ts';
import { candidateUris, resourceAround, resourcesOf, type SchemaResource } from '../describe/schema-resources.ts';
import { resolveUri } from '../describe/uri.ts';
import type { OpenApiDescription } from '../describe.ts';
import { DynamicScopes } from './dynamic-scopes.ts';
import type { IssueCollector } from './issue-collector.ts';
import { child, type Place, referenceOf, rootOf } from './place.ts';

const MAX_HOPS = 64;
/** A document in which what a reference means may depend on how it was come by. */
const DYNAMIC = /\$(?:dynamicRef|recursiveAnchor)\b/;

/** Follows `$ref` lazily, by pointer, through all documents; nothing is copied. */
export class References {
  readonly #description: OpenApiDescription;
  readonly #issues: IssueCollector;
  readonly #byText = new Map<SourceDocument, Map<string, Place | undefined>>();
  #resources: ReadonlyMap<string, SchemaResource> | undefined;
  readonly #anchors = new Map<SourceDocument, Map<string, readonly Place[]>>();
  /** Undefined where no description asks for it. */
  readonly #scopes: DynamicScopes | undefined;

  constructor(description: OpenApiDescription, issues: IssueCollector) {
    this.#description = description;
    this.#issues = issues;
    const dynamic = [...description.documents.values()].some(({ text }) => DYNAMIC.test(text));
    this.#scopes = dynamic ? new DynamicScopes((place) => this.#follow(place), issues) : undefined;
  }

  /** The place that `place` stands for: itself, or what its chain of references ends in. Its value is undefined when that is missing. */
  follow(place: Place): Place {
    let current = place;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      if (!isRecord(current.value) || referenceOf(current.value) === undefined) return current;
      const next = this.next(current);
      if (next === undefined) return { ...current, value: undefined };
      current = next;
    }
    this.#issues.add('error', 'INVALID', `The reference ${describeRef(place)} refers to itself.`, place);
    return { ...current, value: undefined };
  }

  /** What `place`, which is a reference, names; undefined (and an issue) when there is no such thing. */
  next(place: Place): Place | undefined {
    return this.#scopes === undefined ? this.#follow(place) : this.#scopes.next(place);
  }

  #follow(place: Place): Place | undefined {
    const value = isRecord(place.value) ? place.value : {};
    const reference = referenceOf(value);
    if (reference === undefined) return undefined;
    const recursive = value.$ref === undefined && value.$dynamicRef === undefined && reference === '#';
    return recursive ? this.#enclosing(place) : this.target(reference, place);
  }

  /** `$recursiveRef` of JSON Schema 2019-09: the outermost schema around it that says so, else the named schema around it. */
  #enclosing(place: Place): Place | undefined {
    let current = rootOf(place.document);
    let named: Place | undefined;
    for (const token of place.pointer.split('/').slice(1)) {
      current = child(current, decodeToken(token));
      if (isRecord(current.value) && current.value.$recursiveAnchor === true) return current;
      if (/^\/(components\/schemas|definitions)\/[^/]+$/.test(current.pointer)) named = current;
    }
    return named ?? this.target('#', place);
  }

  /** What one reference names, or undefined (and an issue) when there is no such thing. */
  target(reference: string, from: Place): Place | undefined {
    const known = this.#byText.get(from.document) ?? new Map<string, Place | undefined>();
    this.#byText.set(from.document, known);
    const resource = resourceAround(from.document, from.pointer);
    const key = `${reference} ${this.#isAmbiguous(reference, from) ? from.pointer : (resource?.pointer ?? '')}`;
    if (known.has(key)) return known.get(key);
    // A reference on the way to itself leads nowhere.
    known.set(key, undefined);
    const found = this.#find(reference, from, resource);
    known.set(key, found);
    if (found === undefined) {
      this.#issues.add(
        'error',
        'UNRESOLVED',
        `The reference ${JSON.stringify(reference)} leads nowhere. Define what it names, or correct it.`,
        from,
      );
    }
    return found;
  }

  /** Several schemas have this anchor: the nearest is meant. */
  #isAmbiguous(reference: string, from: Place): boolean {
    const [, name] = /^#([^/].*)$/.exec(reference) ?? [];
    return name !== undefined && (this.#anchorsOf(from.document).get(name)?.length ?? 0) > 1;
  }

  #find(reference: string, from: Place, around: SchemaResource | undefined): Place | undefined {
    const hash = reference.indexOf('#');
    const file = hash === -1 ? reference : reference.slice(0, hash);
    const fragment = hash === -1 ? '' : reference.slice(hash + 1);
    const resource = file === '' ? around : this.#resource(candidateUris(from.document, from.pointer, file));
    const inside = resource === undefined ? undefined : this.#within(resource, fragment);
    // Many who give a schema an `$id` still refer to the document around it.
    if (inside !== undefined) return inside;
    const document =
      file === '' ? from.document : this.#description.documents.get(resolveUri(from.document.uri, file) ?? '');
    if (document === undefined) return undefined;
    if (fragment !== '' && !fragment.startsWith('/'))
      return this.#anchor(document, fragment, from.document === document ? from.pointer : '');
    return this.#walk(rootOf(document), fragment);
  }

  #resource(uris: readonly string[]): SchemaResource | undefined {
    this.#resources ??= new Map(
      [...this.#description.documents.values()].flatMap(resourcesOf).map((it) => [it.uri, it]),
    );
    const uri = uris.find((it) => this.#resources?.has(it));
    return uri === undefined ? undefined : this.#resources.get(uri);
  }

  #within({ document, pointer }: SchemaResource, fragment: string): Place | undefined {
    const root = this.#walk(rootOf(document), pointer);
    if (root === undefined || fragment === '' || fragment.startsWith('/')) return root && this.#walk(root, fragment);
    return this.#anchor(document, fragment, pointer);
  }

  #walk(root: Place, pointer: string): Place | undefined {
    let current = root;
    for (const raw of pointer.split('/').slice(1)) {
      const token = decodeToken(raw);
      let next = child(current, token);
      if (next.value === undefined && isRecord(current.value) && typeof current.value.$ref === 'string') {
        next = child(this.follow(current), token);
      }
      if (next.value === undefined) return undefined;
      current = next;
    }
    return current;
  }

  /** Of several of one name, which are in different resources or components, the one that shares most of its way with `near`. */
  #anchor(document: SourceDocument, name: string, near: string): Place | undefined {
    const [first, ...others] = this.#anchorsOf(document).get(name) ?? [];
    if (first === undefined) return this.#bareName(document, name);
    const nearest = (a: Place, b: Place): Place =>
      sharedTokens(b.pointer, near) > sharedTokens(a.pointer, near) ? b : a;
    return others.reduce(nearest, first);
  }

  #anchorsOf(document: SourceDocument): ReadonlyMap<string, readonly Place[]> {
    const known = this.#anchors.get(document);
    if (known !== undefined) return known;
    const anchors = new Map<string, Place[]>();
    collectAnchors(rootOf(document), anchors, new Set());
    this.#anchors.set(document, anchors);
    return anchors;
  }

  /** `Order` for `#/components/schemas/Order`: not legal, and common in discriminator mappings and older files. */
  #bareName(document: SourceDocument, name: string): Place | undefined {
    const escaped = escapeToken(name);
    return (
      this.#walk(rootOf(document), `/components/schemas/${escaped}`) ??
      this.#walk(rootOf(document), `/definitions/${escaped}`)
    );
  }
}

function sharedTokens(a: string, b: string): number {
  const others = b.split('/');
  const index = a.split('/').findIndex((token, at) => token !== others[at]);
  return index === -1 ? others.length : index;
}

const describeRef = (place: Place): string => JSON.stringify(isRecord(place.value) ? place.value.$ref : undefined);

function decodeToken(raw: string): string {
  let token = raw;
  if (raw.includes('%')) {
    try {
      token = decodeURIComponent(raw);
    } catch {
      token = raw;
    }
  }
  return unescapeToken(token);
}

function collectAnchors(place: Place, anchors: Map<string, Place[]>, seen: Set<unknown>): void {
  if (typeof place.value !== 'object' || place.value === null || seen.has(place.value)) return;
  seen.add(place.value);
  if (isRecord(place.value)) {
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const name = place.value[key];
      if (typeof name === 'string') anchors.set(name, [...(anchors.get(name) ?? []), place]);
    }
  }
  for (const key of Object.keys(place.value)) collectAnchors(child(place, key), anchors, seen);
}
