import { GatewayError } from '../../../errors/gateway-error.ts';
import { Canceller } from '../../../utils/cancel-signal.ts';
import { Writer } from '../codec/writer.ts';
import { fromStatus } from '../fault.ts';
import { OK, type RpcStatus, type Transport, UNIMPLEMENTED } from '../transport/exchange.ts';
import { readFileDescriptor } from './binary.ts';
import { parseProto } from './parser.ts';
import type { RawFile } from './raw.ts';
import { STANDARD_FILES } from './standard-files.ts';
import { WireFields } from './wire-fields.ts';

// Field numbers are those of grpc/reflection/v1/reflection.proto; v1alpha has the same.
const FILE_BY_NAME = 3;
const FILE_OF_SYMBOL = 4;
const LIST_SERVICES = 7;

const VERSIONS = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];
const DEADLINE_MS = 10_000;
const MAX_FILES = 5000;
const MAX_ROUNDS = 100;

export interface Reflected {
  readonly files: readonly RawFile[];
  /** Full names, as the server lists them. */
  readonly services: readonly string[];
}

/** Asks a server for its services and all files that they need, each once. Rejects with `DESCRIPTION_UNREADABLE`. */
export async function reflect(
  transport: Transport,
  metadata: Readonly<Record<string, string>>,
  wanted: (service: string) => boolean,
): Promise<Reflected> {
  for (const version of VERSIONS) {
    const client = new ReflectionClient(transport, metadata, `/${version}/ServerReflectionInfo`);
    const services = await client.services();
    if (services === undefined) continue;
    const taken = services.filter(wanted);
    return { services: taken, files: await client.files(taken) };
  }
  throw new GatewayError(
    'DESCRIPTION_UNREADABLE',
    'The server has no reflection service (grpc.reflection.v1 or v1alpha). Give its .proto files or a descriptor set.',
    { transient: false },
  );
}

class ReflectionClient {
  readonly #transport: Transport;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #path: string;
  readonly #files = new Map<string, RawFile>();

  constructor(transport: Transport, metadata: Readonly<Record<string, string>>, path: string) {
    this.#transport = transport;
    this.#metadata = metadata;
    this.#path = path;
  }

  /** Undefined where the server does not have this version. */
  async services(): Promise<string[] | undefined> {
    const answers = await this.#ask([[LIST_SERVICES, '*']]);
    if (answers === undefined) return undefined;
    return answers.flatMap((answer) =>
      answer
        .message(6)
        .messages(1)
        .map((service) => service.text(1)),
    );
  }

  async files(services: readonly string[]): Promise<RawFile[]> {
    await this.#fetch(services.map((name) => [FILE_OF_SYMBOL, name]));
    for (let round = 0; ; round += 1) {
      const missing = [...this.#files.values()]
        .flatMap((file) => file.imports.map(({ path }) => path))
        .filter((path) => !this.#files.has(path));
      if (missing.length === 0) return [...this.#files.values()];
      if (round === MAX_ROUNDS || this.#files.size + missing.length > MAX_FILES) {
        throw new GatewayError('DESCRIPTION_INVALID', 'The imports of the reflected files have no end.');
      }
      await this.#fetch([...new Set(missing)].map((name) => [FILE_BY_NAME, name]));
      for (const name of missing) if (!this.#files.has(name)) this.#files.set(name, standardFile(name));
    }
  }

  async #fetch(requests: readonly (readonly [field: number, name: string])[]): Promise<void> {
    for (const answer of (await this.#ask(requests)) ?? []) {
      for (const bytes of answer.message(4).bytes(1)) {
        const file = readFileDescriptor(bytes);
        if (!this.#files.has(file.path)) this.#files.set(file.path, file);
      }
      // A dependency that the server does not have may still be one of the standard files: told later, where it is missed.
      if (answer.has(7) && requests.some(([field]) => field === FILE_OF_SYMBOL)) {
        const problem = answer.message(7);
        throw new GatewayError(
          'DESCRIPTION_UNREADABLE',
          'The server does not describe one of the services that it lists.',
          {
            protocol: { grpcStatus: { code: problem.int(1), name: '' }, text: problem.text(2) },
          },
        );
      }
    }
  }

  #ask(requests: readonly (readonly [field: number, name: string])[]): Promise<WireFields[] | undefined> {
    const signal = new Canceller();
    const timer = setTimeout(() => signal.abort(new GatewayError('UPSTREAM_TIMEOUT')), DEADLINE_MS);
    return new Promise<WireFields[] | undefined>((resolve, reject) => {
      const answers: WireFields[] = [];
      const fail = (cause: unknown): void =>
        reject(
          new GatewayError(
            'DESCRIPTION_UNREADABLE',
            `The server could not be asked for its description. ${GatewayError.from(cause).message}`,
            { cause },
          ),
        );
      const onEnd = (status: RpcStatus): void => {
        if (signal.aborted) fail(signal.reason);
        else if (status.code === UNIMPLEMENTED) resolve(undefined);
        else if (status.code !== OK) fail(fromStatus(status, () => undefined));
        else resolve(answers);
      };
      this.#transport.start(
        {
          path: this.#path,
          streaming: true,
          metadata: this.#metadata,
          messages: requests.map(([field, name]) => request(field, name)),
          signal,
          deadline: performance.now() + DEADLINE_MS,
        },
        {
          message: (message) => {
            try {
              answers.push(new WireFields(Buffer.from(message)));
            } catch (error) {
              reject(error);
            }
          },
          end: onEnd,
        },
      );
    }).finally(() => clearTimeout(timer));
  }
}

function request(field: number, name: string): Buffer {
  const writer = new Writer();
  writer.pos = 5;
  writer.uint32((field << 3) | 2);
  writer.string(name);
  return writer.done();
}

function standardFile(name: string): RawFile {
  const text = STANDARD_FILES.get(name);
  if (text === undefined) {
    throw new GatewayError(
      'DESCRIPTION_UNREADABLE',
      `The server does not have the file ${JSON.stringify(name.slice(0, 200))} that others import.`,
    );
  }
  return parseProto(text, name);
}
