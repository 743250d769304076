import { dirname, resolve } from 'node:path';
import type { DescriptionKind } from './detect-kind.ts';

/**
 * The options of a kind that say where imports are found. Who inspects a file of his own means what lies beside it too: a WSDL in a folder
 * of its own may import schemas from the folders around it, two levels up. A configuration has to allow them.
 */
export function kindOptions(
  kind: DescriptionKind,
  location: string,
  found: {
    readonly includeDir: readonly string[];
    readonly map: Readonly<Record<string, string>>;
    readonly header: Readonly<Record<string, string>>;
  },
): Readonly<Record<string, unknown>> {
  const folders = found.includeDir.map((folder) => resolve(folder));
  const mapped = Object.keys(found.map).length > 0 ? { map: found.map } : {};
  const headers = Object.keys(found.header).length > 0 ? { headers: found.header } : {};
  if (kind === 'grpc') return { ...headers, ...(folders.length === 0 ? {} : { importPaths: folders }) };
  if (kind === 'openapi') return { ...headers, ...mapped };
  if (kind === 'soap') {
    const around = /^\w+:\/\//.test(location) ? [] : [dirname(dirname(dirname(resolve(location))))];
    return { ...headers, ...mapped, imports: { allow: [...folders, ...around] } };
  }
  return headers;
}
