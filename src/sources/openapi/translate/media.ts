import type { BodyKind, ContentKind } from '../wire.ts';

const SEQUENCES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/json-seq',
  'application/stream+json',
]);

/** `application/json; charset=utf-8` -> `application/json`. */
export const essence = (mediaType: string): string => (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();

const isJson = (type: string): boolean => /^[^/]+\/(json|[^/]+\+json)$/.test(type) || type === 'text/json';
const isXml = (type: string): boolean => /^[^/]+\/(xml|[^/]+\+xml)$/.test(type);

/** How a response of this media type is read. `*` types are JSON as long as nothing else is known. */
export function contentKind(mediaType: string): ContentKind {
  const type = essence(mediaType);
  if (SEQUENCES.has(type)) return 'ndjson';
  if (isJson(type) || type === '*/*' || type === 'application/*') return 'json';
  if (isXml(type)) return 'xml';
  if (type.startsWith('text/') || type === 'application/graphql' || type === 'application/yaml') return 'text';
  return 'bytes';
}

/** How a request of this media type is written. */
export function bodyKind(mediaType: string): BodyKind {
  const type = essence(mediaType);
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type.startsWith('multipart/')) return 'multipart';
  const kind = contentKind(type);
  return kind === 'none' || kind === 'events' ? 'bytes' : kind;
}
