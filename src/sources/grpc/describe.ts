import { gunzipSync } from 'node:zlib';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Issue } from '../../errors/issue.ts';
import { matchesAnyGlob } from '../shared/globs.ts';
import type { SourceIO } from '../source.ts';
import { readDescriptorSet } from './descriptor/binary.ts';
import { linkFiles } from './descriptor/link.ts';
import type { Registry } from './descriptor/model.ts';
import { ProtoLoader } from './descriptor/proto-loader.ts';
import type { RawFile } from './descriptor/raw.ts';
import { reflect } from './descriptor/reflection.ts';
import { endpointOf, kindOfLocation } from './location.ts';
import { configuredMetadata } from './metadata.ts';
import type { GrpcOptions } from './options.ts';
import { parseTarget } from './transport/address.ts';
import { createTransport } from './transport/create-transport.ts';

export interface GrpcDescription {
  readonly registry: Registry;
  /** Full names of the services to translate, in order. */
  readonly services: readonly string[];
  readonly issues: readonly Issue[];
}

const MAX_DESCRIPTOR_BYTES = 64 * 1024 * 1024;
/** What servers offer beside their own services. */
const INFRASTRUCTURE = ['grpc.reflection.*', 'grpc.health.*', 'grpc.channelz.*', 'grpc.binarylog.*'];

/** Reads protos with their imports, descriptor sets, or a server's reflection. */
export async function describe(options: GrpcOptions, io: SourceIO): Promise<GrpcDescription> {
  const locations = typeof options.description === 'string' ? [options.description] : options.description;
  const loader = new ProtoLoader(io, options.importPaths ?? []);
  const others: RawFile[] = [];
  const files = new Set<string>();
  const services = new Set<string>();
  for (const location of locations) {
    const kind = kindOfLocation(location);
    if (kind === 'reflection') {
      const found = await naming(location, () => reflectFrom(location, options));
      others.push(...found.files);
      for (const name of found.services) services.add(name);
    } else if (kind === 'descriptors') {
      const bytes = await readDescriptors(location, io);
      const set = await naming(location, () => readDescriptorSet(bytes));
      others.push(...set.files);
      for (const { path } of set.files) if (!set.imported.has(path)) files.add(path);
    } else for (const path of await loader.load(location)) files.add(path);
  }
  const linked = linkFiles(distinct([...loader.files.values(), ...others]));
  const taken = [...linked.registry.services.values()].filter(({ fullName, file }) =>
    options.services === undefined
      ? files.has(file) || services.has(fullName)
      : matchesAnyGlob(options.services, fullName),
  );
  if (taken.length === 0) throw noService(options, linked.registry);
  return Object.freeze({
    registry: linked.registry,
    services: taken.map(({ fullName }) => fullName),
    issues: [...endpointIssues(options), ...loader.issues, ...linked.issues],
  });
}

/** What is wrong with one of the locations names it. */
async function naming<Found>(location: string, read: () => Found | Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    const { code, message } = GatewayError.from(error);
    throw new GatewayError(code, `${location}: ${message}`, { cause: error });
  }
}

/** Told at start, although only a call needs it. */
function endpointIssues(options: GrpcOptions): Issue[] {
  const endpoint = endpointOf(options);
  const at = 'endpoint';
  if (endpoint === undefined) {
    return [
      {
        severity: 'warning',
        code: 'UNRESOLVED',
        message: 'there is no `endpoint`, so that no call can be made; set it to host:port.',
        at,
      },
    ];
  }
  try {
    parseTarget(endpoint);
    return [];
  } catch (error) {
    return [{ severity: 'error', code: 'INVALID', message: GatewayError.from(error).message, at }];
  }
}

/** Descriptors of one file may come from several places; the first is used. */
function distinct(files: readonly RawFile[]): RawFile[] {
  const byPath = new Map<string, RawFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()];
}

// Reflection is a gRPC call like any other: it is the one thing here that does not go through `io`.
async function reflectFrom(location: string, options: GrpcOptions): ReturnType<typeof reflect> {
  await using transport = createTransport({ ...options, protocol: 'grpc' }, location);
  return await reflect(transport, configuredMetadata(options.headers), (service) =>
    options.services === undefined
      ? !matchesAnyGlob(INFRASTRUCTURE, service)
      : matchesAnyGlob(options.services, service),
  );
}

async function readDescriptors(location: string, io: SourceIO): Promise<Buffer> {
  const bytes = /^https?:/.test(location)
    ? (await io.fetch(new URL(location), { maxBytes: MAX_DESCRIPTOR_BYTES })).body
    : await io.readFile(location);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return buffer;
  try {
    return gunzipSync(buffer, { maxOutputLength: MAX_DESCRIPTOR_BYTES });
  } catch (error) {
    throw new GatewayError(
      'DESCRIPTION_INVALID',
      `${location}: the file is not valid gzip, or unpacks to more than ${MAX_DESCRIPTOR_BYTES} bytes.`,
      { cause: error },
    );
  }
}

function noService(options: GrpcOptions, registry: Registry): GatewayError {
  const known = [...registry.services.keys()].slice(0, 20);
  const where = typeof options.description === 'string' ? options.description : options.description.join(', ');
  return new GatewayError(
    'DESCRIPTION_INVALID',
    known.length === 0
      ? `${where}: there is no service. Name the file that declares it.`
      : `${where}: no service is taken. Set \`services\` to some of: ${known.join(', ')}.`,
  );
}
