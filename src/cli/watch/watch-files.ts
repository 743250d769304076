import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/** An editor saves in several steps, and a checkout changes many files: what comes within this time is one change. */
const SETTLED_MS = 100;

export interface FileWatch extends Disposable {
  /** From here on these files and folders are watched, and no others. They need not exist. */
  set(paths: Iterable<string>): void;
}

/**
 * Calls back with the paths that have changed, appeared or gone. Watches folders, not files: an editor that saves by renaming puts another
 * file in the place of the one that was watched. `onProblem`: a folder cannot be watched (any more).
 */
export function watchFiles(
  onChange: (paths: readonly string[]) => void,
  onProblem: (folder: string, error: unknown) => void,
): FileWatch {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let wanted: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;

  function note(folder: string, name: string | null): void {
    const path = name === null ? folder : join(folder, name);
    if (name !== null && !wanted.has(path) && !wanted.has(folder)) return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed].sort();
      changed.clear();
      onChange(paths);
    }, SETTLED_MS);
  }

  function open(folder: string): void {
    const failed = (error: unknown): void => {
      watchers.get(folder)?.close();
      watchers.delete(folder);
      onProblem(folder, error);
    };
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => note(folder, name));
      watchers.set(folder, watcher.on('error', failed));
    } catch (error) {
      failed(error);
    }
  }

  return {
    set(paths) {
      const entries = [...paths].flatMap(watchedAs);
      wanted = new Set(entries.map(({ path }) => path));
      const folders = new Set(entries.map(({ folder }) => folder));
      for (const [folder, watcher] of watchers) {
        if (folders.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      for (const folder of folders) if (!watchers.has(folder)) open(folder);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

/** A path and the folder that tells of it; of what is not there, the closest part of its path that may come to be. */
function watchedAs(path: string): { readonly path: string; readonly folder: string }[] {
  const folder = dirname(path);
  if (folder === path) return [];
  if (!existsSync(folder)) return watchedAs(folder);
  const itself = { path, folder };
  // A folder: whatever happens in it.
  return isFolder(path) ? [itself, { path, folder: path }] : [itself];
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
