import { GatewayError } from '../../../../src/errors/gateway-error.ts';
import { grpc } from '../../../../src/sources/grpc/index.ts';
import type { GrpcOptions } from '../../../../src/sources/grpc/options.ts';
import { createNodeSourceIO } from '../../../../src/sources/shared/node-source-io.ts';
import type {
  Call,
  CallConnector,
  CallReport,
  Selection,
  SourceIO,
  Subschema,
} from '../../../../src/sources/source.ts';
import { Canceller } from '../../../../src/utils/cancel-signal.ts';

/** Files held in memory. */
export function memoryIO(files: Readonly<Record<string, string | Uint8Array>>): SourceIO {
  return {
    baseDir: '/',
    readFile: async (path) => {
      const content = files[path.replace(/^\.\//, '')];
      if (content === undefined) throw new GatewayError('DESCRIPTION_UNREADABLE', `${path}: there is no such file.`);
      return typeof content === 'string' ? Buffer.from(content) : content;
    },
    listFiles: async (directory, suffix) => {
      const folder = directory.replace(/^\.\/?/, '').replace(/\/$/, '');
      const inside = (path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
      return Object.keys(files)
        .filter((path) => inside(path) && path.endsWith(suffix))
        .sort();
    },
    fetch: async (url) => {
      throw new GatewayError('DESCRIPTION_UNREADABLE', `${url}: no network here.`);
    },
  };
}

export interface Opened extends AsyncDisposable {
  readonly subschema: Subschema;
  readonly connector: CallConnector<unknown>;
  call(coordinate: string, args?: Record<string, unknown>, more?: CallOptions): Promise<unknown>;
  watch(coordinate: string, args?: Record<string, unknown>, more?: CallOptions): AsyncIterable<unknown>;
}

export interface CallOptions {
  /** `a,b{c}`. */
  readonly select?: string;
  readonly forwarded?: Record<string, string>;
  readonly signal?: Canceller;
  readonly deadline?: number;
  readonly report?: CallReport;
}

/** Opens a source whose proto is given as text. */
export async function open(
  proto: string,
  options: Partial<GrpcOptions> = {},
  files: Record<string, string> = {},
): Promise<Opened> {
  return openFiles({ 'test.proto': proto, ...files }, './test.proto', options);
}

export async function openFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  description: GrpcOptions['description'],
  options: Partial<GrpcOptions> = {},
): Promise<Opened> {
  return openWith(memoryIO(files), description, options);
}

/** Opens a source whose description is in a folder, or behind an address. */
export async function openAt(folder: string, description: string, options: Partial<GrpcOptions>): Promise<Opened> {
  return openWith(createNodeSourceIO(folder), description, options);
}

async function openWith(
  io: SourceIO,
  description: GrpcOptions['description'],
  options: Partial<GrpcOptions>,
): Promise<Opened> {
  const definition = grpc(description, options);
  const { subschema, connect } = await definition.open(definition.options, io);
  const connector = connect() as CallConnector<unknown>;
  const make = (coordinate: string, args: Record<string, unknown>, more: CallOptions): Call => {
    const operation = subschema.operations.get(coordinate);
    if (operation === undefined)
      throw new Error(`${coordinate} is not there: ${[...subschema.operations.keys()].join(', ')}`);
    return {
      operation,
      args,
      selection: more.select === undefined ? undefined : select(more.select),
      forwarded: more.forwarded ?? {},
      signal: more.signal ?? new Canceller(),
      deadline: more.deadline ?? performance.now() + 10_000,
    };
  };
  return {
    subschema,
    connector,
    call: (coordinate, args = {}, more = {}) => connector.call(make(coordinate, args, more), more.report),
    watch: (coordinate, args = {}, more = {}) => {
      const watched = connector.watch?.(make(coordinate, args, more));
      if (watched === undefined) throw new Error('no watch');
      return watched;
    },
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}

/** `a,b{c,d{e}}` as a selection. */
export function select(text: string): Selection {
  let at = 0;
  const read = (): Selection => {
    const fields = new Map<string, Selection | null>();
    while (at < text.length && text[at] !== '}') {
      const name = /^\w+/.exec(text.slice(at))?.[0] ?? '';
      at += name.length;
      if (text[at] === '{') {
        at += 1;
        fields.set(name, read());
        at += 1;
      } else fields.set(name, null);
      if (text[at] === ',') at += 1;
    }
    const key = [...fields]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, sub]) => (sub === null ? name : `${name}{${sub.key}}`))
      .join(',');
    return { fields, key };
  };
  return read();
}
