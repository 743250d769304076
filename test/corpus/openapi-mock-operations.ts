import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'openapi');

/** Loads what `test/corpus/openapi` has installed. */
export const requireMock = createRequire(join(folder, 'package.json'));

/** `npm ci --prefix test/corpus/openapi` brings what judges. */
export const mockInstalled = existsSync(join(folder, 'node_modules/@stoplight/prism-http'));

type Json = Readonly<Record<string, unknown>>;

interface Content {
  readonly mediaType: string;
  readonly schema?: { readonly properties?: Readonly<Record<string, { readonly type?: unknown }>> };
  encodings?: readonly { readonly property: string; readonly style?: string; readonly explode?: boolean }[];
}

/** An operation as Prism knows it. */
export interface PrismOperation {
  readonly method: string;
  readonly path: string;
  readonly request?: { readonly body?: { readonly contents?: readonly Content[] } };
  readonly responses: { headers?: { readonly name: string }[] }[];
}

/** Described headers that say how a message is sent: the mock would send them without doing what they say. */
const FRAMING = /^(connection|content-encoding|content-length|date|keep-alive|transfer-encoding|upgrade)$/i;

/** What OpenAPI 2.0 lets a document leave open. Prism takes it for "no body at all" and would hold nothing against anything. */
const UNSAID = { consumes: ['application/json'], produces: ['application/json'] };

/**
 * The operations of a document, as Prism reads them. `knotted`: its schemas refer to each other so much that putting each in the place of
 * its references, which is Prism's way, does not come to an end; they are kept as references then.
 */
export async function readOperations(file: string, knotted: boolean): Promise<readonly PrismOperation[]> {
  const { getHttpOperationsFromSpec } = requireMock('@stoplight/prism-http') as {
    getHttpOperationsFromSpec(document: unknown): Promise<PrismOperation[]>;
  };
  const document = read(file);
  const silent =
    document?.swagger !== undefined && (document.consumes === undefined || document.produces === undefined);
  const operations = knotted
    ? bundled(document ?? {})
    : await getHttpOperationsFromSpec(silent ? { ...UNSAID, ...document } : file).catch(() =>
        getHttpOperationsFromSpec(withoutDangling(document, file)),
      );
  for (const { request, responses } of operations) {
    for (const response of responses) {
      response.headers = response.headers?.filter(({ name }) => !FRAMING.test(name)) ?? [];
    }
    for (const content of request?.body?.contents ?? []) describeLists(content);
  }
  return operations;
}

/** Undefined for YAML that only a more lenient reader takes. */
function read(file: string): Json | undefined {
  try {
    return load(readFileSync(file, 'utf8')) as Json;
  } catch {
    return undefined;
  }
}

function bundled(document: Json): PrismOperation[] {
  const require = createRequire(requireMock.resolve('@stoplight/prism-http'));
  const { transformOas3Operations } = require('@stoplight/http-spec/oas3/operation') as {
    transformOas3Operations(document: Json): PrismOperation[];
  };
  const { bundleTarget } = require('@stoplight/json') as { bundleTarget(of: object): PrismOperation };
  return transformOas3Operations(document).map((operation) =>
    bundleTarget({ document: { ...document, __target__: operation }, path: '#/__target__' }),
  );
}

/** Lists in forms are written in the style `form`, exploded, unless something else is said; Prism has to be told, or takes them for text. */
function describeLists(content: Content): void {
  if (!/^(application\/x-www-form-urlencoded|multipart\/)/.test(content.mediaType)) return;
  const encodings = content.encodings ?? [];
  const lists = Object.entries(content.schema?.properties ?? {})
    .filter(([, { type }]) => type === 'array' || (Array.isArray(type) && type.includes('array')))
    .map(([property]) => ({
      style: 'form',
      explode: true,
      allowReserved: true,
      ...encodings.find((it) => it.property === property && it.style !== undefined),
      property,
    }));
  content.encodings = [...encodings.filter((it) => !lists.some(({ property }) => property === it.property)), ...lists];
}

/** The document without its references to nothing, which would keep the whole of it from being served. */
function withoutDangling(root: unknown, file: string): unknown {
  const mend = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mend);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && typeof value.$ref === 'string' && !exists(root, file, value.$ref)) return {};
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, mend(it)]));
  };
  return mend(root);
}

function exists(root: unknown, file: string, reference: string): boolean {
  const [path = '', pointer = ''] = reference.split('#');
  if (/^\w+:/.test(path)) return true;
  if (path !== '') return existsSync(join(dirname(file), path));
  const keys = decodeURIComponent(pointer).split('/').slice(1);
  let value = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value !== undefined;
}
