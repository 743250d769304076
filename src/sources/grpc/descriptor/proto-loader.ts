import { posix } from 'node:path';
import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Issue } from '../../../errors/issue.ts';
import type { SourceIO } from '../../source.ts';
import { parseProto } from './parser.ts';
import type { RawFile } from './raw.ts';
import { STANDARD_FILES } from './standard-files.ts';

const MAX_FILES = 5000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads `.proto` files and all that they import, each once. */
export class ProtoLoader {
  /** By the name that imports use. */
  readonly files = new Map<string, RawFile>();
  readonly issues: Issue[] = [];
  readonly #io: SourceIO;
  readonly #roots: string[];
  #bytes = 0;

  constructor(io: SourceIO, importPaths: readonly string[]) {
    this.#io = io;
    this.#roots = [...importPaths];
  }

  /** Reads a file, a folder or a glob; answers with the names of the files that it named. */
  async load(location: string): Promise<string[]> {
    if (/^https?:/.test(location)) return [await this.#fetched(new URL(location))];
    const paths = await this.#expand(location);
    if (paths.length === 0) {
      throw new GatewayError('DESCRIPTION_UNREADABLE', `${location}: there is no .proto file.`);
    }
    const names: string[] = [];
    for (const path of paths) names.push(await this.#entry(path));
    return names;
  }

  /** A file behind a URL; what it imports comes from the import paths. */
  async #fetched(url: URL): Promise<string> {
    const { body } = await this.#io.fetch(url, { maxBytes: MAX_BYTES });
    const file = parseProto(this.#text(body), url.href);
    await this.#add(file, [...this.#roots, '.']);
    return url.href;
  }

  async #expand(location: string): Promise<readonly string[]> {
    if (/[*?{[]/.test(location)) {
      const fixed = location.slice(0, location.search(/[*?{[]/));
      const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1) || '.';
      const pattern = globPattern(posix.normalize(location));
      const found = await this.#io.listFiles(folder, '.proto');
      return found.filter((path) => pattern.test(posix.normalize(path)) || pattern.test(posix.join(folder, path)));
    }
    if (location.endsWith('.proto')) return [location];
    const found = await this.#listed(location);
    // A folder is a root of its imports too.
    this.#roots.push(location);
    return found;
  }

  async #listed(folder: string): Promise<readonly string[]> {
    try {
      return await this.#io.listFiles(folder, '.proto');
    } catch (error) {
      const { code, message } = GatewayError.from(error);
      const expected = 'Expected are .proto files, folders of them, or descriptor sets such as api.binpb.';
      throw new GatewayError(code, `${message} ${expected}`, { cause: error });
    }
  }

  async #entry(path: string): Promise<string> {
    const text = await this.#read(path);
    const normal = posix.normalize(path.split('\\').join('/'));
    const parsed = parseProto(text, normal);
    // `a/b/v1/x.proto` with `package a.b.v1` says that its root is above `a`.
    const implied = impliedRoot(normal, parsed.package);
    const roots = [...this.#roots, ...(implied === undefined ? [] : [implied]), posix.dirname(normal), '.'];
    const root = roots.find((candidate) => isBelow(normal, candidate)) ?? posix.dirname(normal);
    const name = posix.relative(posix.normalize(root), posix.normalize(normal));
    if (!this.files.has(name)) await this.#add({ ...parsed, path: name }, roots);
    return name;
  }

  async #add(file: RawFile, roots: readonly string[]): Promise<void> {
    if (this.files.size >= MAX_FILES) {
      throw new GatewayError(
        'DESCRIPTION_INVALID',
        `More than ${MAX_FILES} files are imported; narrow the description.`,
      );
    }
    this.files.set(file.path, file);
    // One after another, so that the order of files, and with it every name, is the same in each run.
    for (const item of file.imports) {
      if (this.files.has(item.path)) continue;
      const found = await this.#find(item.path, item.at, roots);
      if (found !== undefined) await this.#add(found, roots);
    }
  }

  async #find(name: string, at: string, roots: readonly string[]): Promise<RawFile | undefined> {
    if (name.startsWith('/') || name.includes('\\') || /(?:^|\/)\.\.?(?:\/|$)/.test(name) || name.includes(':')) {
      throw new GatewayError('DESCRIPTION_INVALID', `${at}: import "${name.slice(0, 200)}" leaves the import paths.`);
    }
    for (const root of new Set(roots)) {
      const path = root === '.' ? name : posix.join(root, name);
      let text: string;
      try {
        text = await this.#read(path);
      } catch (error) {
        if (GatewayError.find(error)?.code === 'DESCRIPTION_UNREADABLE') continue;
        throw error;
      }
      return { ...parseProto(text, posix.normalize(path)), path: name };
    }
    const standard = STANDARD_FILES.get(name);
    if (standard !== undefined) return parseProto(standard, name);
    this.issues.push({
      severity: 'warning',
      code: 'UNRESOLVED',
      message: `import "${name}" is in none of the import paths; add its folder to \`importPaths\`.`,
      at,
    });
    return undefined;
  }

  async #read(path: string): Promise<string> {
    return this.#text(await this.#io.readFile(path));
  }

  #text(bytes: Uint8Array): string {
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_BYTES) {
      throw new GatewayError(
        'DESCRIPTION_INVALID',
        `The files have more than ${MAX_BYTES} bytes together; narrow the description.`,
      );
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }
}

function impliedRoot(path: string, packageName: string): string | undefined {
  if (packageName === '') return undefined;
  const folder = posix.dirname(path);
  const tail = packageName.split('.').join('/');
  if (folder === tail) return '.';
  return folder.endsWith(`/${tail}`) ? folder.slice(0, -tail.length - 1) || '/' : undefined;
}

function isBelow(path: string, root: string): boolean {
  const relative = posix.relative(posix.normalize(root), posix.normalize(path));
  return relative !== '' && !relative.startsWith('..') && !posix.isAbsolute(relative);
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (part) => (part.startsWith('**') ? '(?:.*/)?' : part === '*' ? '[^/]*' : '[^/]'))
    .replace(/\{([^{}]*)\}/g, (_, choices: string) => `(?:${choices.split(',').join('|')})`);
  return new RegExp(`^${source}$`);
}
