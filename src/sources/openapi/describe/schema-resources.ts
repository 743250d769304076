import type { SourceDocument } from './document.ts';
import { escapeToken } from './pointer-token.ts';
import { resolveUri } from './uri.ts';

/** A part of a document that has a URI of its own: by `$id` (JSON Schema 2020-12, 8.2.1), or a whole document by `$self` (OpenAPI 3.2). */
export interface SchemaResource {
  readonly uri: string;
  readonly document: SourceDocument;
  readonly pointer: string;
}

const known = new WeakMap<SourceDocument, readonly SchemaResource[]>();

/** The resources of a document, outer ones first. */
export function resourcesOf(document: SourceDocument): readonly SchemaResource[] {
  const found = known.get(document) ?? (/\$(id|self)\b/.test(document.text) ? collect(document) : []);
  known.set(document, found);
  return found;
}

/** The innermost resource that a place is in. */
export function resourceAround(document: SourceDocument, pointer: string): SchemaResource | undefined {
  return resourcesOf(document).findLast((it) => pointer === it.pointer || pointer.startsWith(`${it.pointer}/`));
}

/** What a reference (without its fragment) may name, most literal first: nobody has to know where a resource's URI leads. */
export function candidateUris(document: SourceDocument, pointer: string, file: string): string[] {
  const around = resourceAround(document, pointer)?.uri;
  const uris = [...(around === undefined ? [] : [absolute(around, file)]), absolute(document.uri, file)];
  return uris.filter((it) => it !== undefined);
}

const absolute = (base: string, reference: string): string | undefined =>
  URL.canParse(reference) ? new URL(reference).href : resolveUri(base, reference);

function collect(document: SourceDocument): SchemaResource[] {
  const found: SchemaResource[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown, pointer: string, base: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const own: unknown = '$id' in value ? value.$id : pointer === '' && '$self' in value ? value.$self : undefined;
    const uri = typeof own === 'string' ? absolute(base, own.replace(/#$/, '')) : undefined;
    if (uri !== undefined) found.push({ uri, document, pointer });
    for (const [key, item] of Object.entries(value)) {
      if (key === 'example' || key === 'examples' || typeof item !== 'object') continue;
      visit(item, `${pointer}/${escapeToken(key)}`, uri ?? base);
    }
  };
  visit(document.root, '', document.uri);
  return found;
}
