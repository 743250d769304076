import { resolve } from 'node:path';
import type { DescriptionKind } from './detect-kind.ts';

/** The options of a kind that say where imports are found. */
export function kindOptions(
  kind: DescriptionKind,
  found: { readonly includeDir: readonly string[]; readonly map: Readonly<Record<string, string>> },
): Readonly<Record<string, unknown>> {
  const folders = found.includeDir.map((folder) => resolve(folder));
  const mapped = Object.keys(found.map).length > 0;
  if (kind === 'grpc') return folders.length === 0 ? {} : { importPaths: folders };
  if (kind === 'soap')
    return { ...(mapped ? { map: found.map } : {}), ...(folders.length === 0 ? {} : { imports: { allow: folders } }) };
  return {};
}
