import { dirname, isAbsolute, join, normalize, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SoapOptions } from '../options.ts';

/** Where a document is: a file, by absolute path (`instead`: of the URL that the catalogue has it for), or a URL. */
export type Location =
  | { readonly kind: 'file'; readonly path: string; readonly instead?: URL }
  | { readonly kind: 'url'; readonly url: URL };

export const locationKey = (location: Location): string =>
  location.kind === 'file' ? location.path : location.url.href;

const isUrl = (text: string): boolean => /^https?:\/\//i.test(text);

/** Decides what a description may read; whoever wrote it has no say beyond its own folder or origin. */
export class ImportRules {
  readonly #baseDir: string;
  readonly #map: ReadonlyMap<string, string>;
  readonly #folders: string[] = [];
  readonly #origins = new Set<string>();
  readonly entry: Location;

  constructor(options: SoapOptions, baseDir: string) {
    this.#baseDir = resolve(baseDir);
    this.#map = new Map(Object.entries(options.map ?? {}));
    this.entry = this.#own(options.description);
    if (this.entry.kind === 'url') this.#origins.add(this.entry.url.origin);
    else this.#folders.push(isWithin(this.#baseDir, this.entry.path) ? this.#baseDir : dirname(this.entry.path));
    for (const allowed of options.imports?.allow ?? []) {
      if (isUrl(allowed)) this.#origins.add(new URL(allowed).origin);
      else this.#folders.push(resolve(this.#baseDir, allowed));
    }
  }

  /** The file that stands for a location, by the catalogue. */
  mapped(location: string): Location | undefined {
    const target = this.#map.get(location.trim());
    if (target === undefined) return undefined;
    const own = this.#own(target);
    return own.kind === 'file' && isUrl(location.trim()) ? { ...own, instead: new URL(location.trim()) } : own;
  }

  /** A relative location in a document that stands for a URL means what is beside that URL, if the catalogue has it. */
  #besideMapped(written: string, importer: Location): Location | undefined {
    const base = importer.kind === 'file' ? importer.instead : undefined;
    return base !== undefined && URL.canParse(written, base.href)
      ? this.mapped(new URL(written, base).href)
      : undefined;
  }

  /** An import's location, seen from the document that has it; text says why it is refused. */
  resolve(written: string, importer: Location): Location | string {
    const mapped = this.mapped(written) ?? this.#besideMapped(written.trim(), importer);
    if (mapped !== undefined) return mapped;
    const target = this.#absolute(written.trim(), importer);
    if (typeof target === 'string') return target;
    const again = this.mapped(locationKey(target));
    if (again !== undefined) return again;
    if (target.kind === 'url') {
      return this.#origins.has(target.url.origin)
        ? target
        : `it is of another origin; map it to a file, or allow ${target.url.origin} in imports.allow`;
    }
    return this.#folders.some((folder) => isWithin(folder, target.path))
      ? target
      : 'it is outside of the folder of the description; allow its folder in imports.allow';
  }

  /** Path as messages show it: short where it is below the base folder. */
  display(location: Location): string {
    if (location.kind === 'url') return `${location.url.origin}${location.url.pathname}`;
    return isWithin(this.#baseDir, location.path) ? relative(this.#baseDir, location.path) : location.path;
  }

  #own(text: string): Location {
    return isUrl(text) ? { kind: 'url', url: new URL(text) } : { kind: 'file', path: resolve(this.#baseDir, text) };
  }

  #absolute(written: string, importer: Location): Location | string {
    if (written.startsWith('//') && importer.kind === 'file') return 'it has a host but no scheme';
    if (importer.kind === 'url' || isUrl(written)) {
      const base = importer.kind === 'url' ? importer.url : undefined;
      if (!URL.canParse(written, base?.href)) return 'it is no location';
      const url = new URL(written, base);
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not accepted`;
      url.hash = '';
      return { kind: 'url', url };
    }
    if (/^[a-z][a-z\d+.-]+:/i.test(written)) {
      if (!/^file:/i.test(written)) return 'its scheme is not accepted';
      try {
        return { kind: 'file', path: fileURLToPath(written) };
      } catch {
        return 'it is no location';
      }
    }
    const path = decoded(written.split(/[?#]/)[0] ?? '').replaceAll('\\', '/');
    return { kind: 'file', path: isAbsolute(path) ? normalize(path) : join(dirname(importer.path), path) };
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}
