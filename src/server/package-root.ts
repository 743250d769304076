import { existsSync } from 'node:fs';

/** The folder of this package, from wherever the build put this module. */
export const PACKAGE_ROOT = rootAbove(new URL('.', import.meta.url));

function rootAbove(folder: URL): URL {
  const parent = new URL('..', folder);
  if (parent.href === folder.href || existsSync(new URL('package.json', folder))) return folder;
  return rootAbove(parent);
}
