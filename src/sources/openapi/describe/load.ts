import { GatewayError } from '../../../errors/gateway-error.ts';
import type { SourceIO } from '../../source.ts';
import type { OpenApiOptions } from '../options.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { applyOverlay } from './overlay.ts';
import { escapeToken } from './pointer-token.ts';
import { candidateUris, resourcesOf } from './schema-resources.ts';
import { isUrl, resolveUri } from './uri.ts';

const MAX_DOCUMENTS = 5_000;
const MAX_TOTAL_BYTES = 128_000_000;
const PARALLEL = 16;

/** What reading has to say: a reference to a document that could not be read, a document that breaks its format's rules. */
export interface LoadedIssue {
  readonly document: SourceDocument;
  readonly pointer: string;
  readonly code: 'UNRESOLVED' | 'INVALID';
  readonly message: string;
}

interface ExternalReference {
  readonly uri: string | undefined;
  readonly text: string;
  readonly from: SourceDocument;
  readonly pointer: string;
}

/** Reads the entry and, level by level, every document that one of them refers to. */
export async function loadDocuments(
  options: OpenApiOptions,
  io: SourceIO,
): Promise<{ entry: SourceDocument; documents: Map<string, SourceDocument>; problems: LoadedIssue[] }> {
  const documents = new Map<string, SourceDocument>();
  const problems: LoadedIssue[] = [];
  let bytes = 0;
  const read = async (uri: string): Promise<SourceDocument> => {
    const body = await readBytes(uri, options, io);
    bytes += body.byteLength;
    if (documents.size >= MAX_DOCUMENTS || bytes > MAX_TOTAL_BYTES) {
      throw new GatewayError(
        'DESCRIPTION_INVALID',
        `${options.description} refers to more than ${MAX_DOCUMENTS} documents or ${MAX_TOTAL_BYTES} bytes. Bundle or split it.`,
      );
    }
    return readDocument(uri, isUrl(uri) ? uri : shortName(uri, io.baseDir), body);
  };

  const entryUri = isUrl(options.description) ? new URL(options.description).href : options.description;
  const entry = await patched(await read(entryUri), options, read);
  documents.set(entryUri, entry);
  const named = new Set<string>();
  let level = [entry];
  while (level.length > 0) {
    const wanted = new Map<string, ExternalReference>();
    for (const document of level) for (const { uri } of resourcesOf(document)) named.add(uri);
    for (const reference of level.flatMap(externalReferences)) {
      if (namesResource(reference, named)) continue;
      if (reference.uri === undefined || !mayRead(reference.uri, entryUri, options)) {
        problems.push(
          problem(
            reference,
            'is not read: it is neither a file nor of the same origin. Allow its origin by "allowReferences", or give a file for it by "map".',
          ),
        );
      } else if (!documents.has(reference.uri) && !wanted.has(reference.uri)) wanted.set(reference.uri, reference);
    }
    level = [];
    const pending = [...wanted];
    for (let start = 0; start < pending.length; start += PARALLEL) {
      await Promise.all(
        pending.slice(start, start + PARALLEL).map(async ([uri, reference]) => {
          try {
            const document = await read(uri);
            documents.set(uri, document);
            level.push(document);
          } catch (error) {
            problems.push(problem(reference, `cannot be used: ${error instanceof Error ? error.message : 'unknown'}`));
          }
        }),
      );
    }
  }
  for (const document of documents.values()) {
    for (const message of document.problems) problems.push({ document, pointer: '', code: 'INVALID', message });
  }
  return { entry, documents, problems };
}

/** The entry with the options' overlays applied, in order. */
async function patched(
  entry: SourceDocument,
  options: OpenApiOptions,
  read: (uri: string) => Promise<SourceDocument>,
): Promise<SourceDocument> {
  let root = entry.root;
  for (const [index, overlay] of (options.overlays ?? []).entries()) {
    const patch = typeof overlay === 'string' ? (await read(overlay)).root : structuredClone(overlay);
    root = applyOverlay(root, patch, typeof overlay === 'string' ? overlay : `overlays[${index}]`);
  }
  return root === entry.root ? entry : { ...entry, root };
}

const problem = (reference: ExternalReference, reason: string): LoadedIssue => ({
  document: reference.from,
  pointer: reference.pointer,
  code: 'UNRESOLVED',
  message: `The document ${JSON.stringify(reference.text)} ${reason}`,
});

/** What has the URI of a part of a document that was read already is that part, wherever the URI leads. */
const namesResource = ({ text, from, pointer }: ExternalReference, named: ReadonlySet<string>): boolean =>
  named.size > 0 && candidateUris(from, pointer, text.split('#', 1)[0] ?? '').some((uri) => named.has(uri));

/** A description that came over the network reads no files, and only its own origin. */
function mayRead(uri: string, entryUri: string, options: OpenApiOptions): boolean {
  if (mappedFile(uri, options) !== undefined) return true;
  if (!isUrl(uri)) return !isUrl(entryUri);
  if (isUrl(entryUri) && new URL(uri).origin === new URL(entryUri).origin) return true;
  return (options.allowReferences ?? []).some((origin) => new URL(origin).origin === new URL(uri).origin);
}

const mappedFile = (uri: string, { map = {} }: OpenApiOptions): string | undefined =>
  Object.entries(map).find(([from]) => from === uri || (URL.canParse(from) && new URL(from).href === uri))?.[1];

async function readBytes(uri: string, options: OpenApiOptions, io: SourceIO): Promise<Uint8Array> {
  const file = mappedFile(uri, options);
  if (file !== undefined || !isUrl(uri)) return io.readFile(file ?? uri);
  const url = new URL(uri);
  // Credentials of the description go to the description's own origin alone.
  const own = isUrl(options.description) && new URL(options.description).origin === url.origin;
  const headers = own ? { ...options.headers, ...options.descriptionHeaders } : {};
  const response = await io.fetch(url, { headers });
  if (response.status < 200 || response.status > 299) {
    throw new GatewayError(
      'DESCRIPTION_UNREADABLE',
      `${uri} cannot be read: the server answered ${response.status}. Check the URL, and "descriptionHeaders" if it needs credentials.`,
    );
  }
  return response.body;
}

function externalReferences(document: SourceDocument): ExternalReference[] {
  if (!document.text.includes('$ref')) return [];
  const found: ExternalReference[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${pointer}/${index}`);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref' && typeof item === 'string' && item !== '' && !item.startsWith('#')) {
        const file = item.split('#', 1)[0] ?? '';
        found.push({ uri: resolveUri(document.uri, file), text: item, from: document, pointer: `${pointer}/$ref` });
      } else if (key !== 'example' && key !== 'examples' && typeof item === 'object') {
        visit(item, `${pointer}/${escapeToken(key)}`);
      }
    }
  };
  visit(document.root, '');
  return found;
}

const shortName = (path: string, baseDir: string): string =>
  path.startsWith(`${baseDir}/`) ? path.slice(baseDir.length + 1) : path.replace(/^\.\//, '');
