import { GatewayError } from '../../errors/gateway-error.ts';
import type { Issue } from '../../errors/issue.ts';
import type { SourceIO } from '../source.ts';
import { linkFiles } from './descriptor/link.ts';
import type { Registry } from './descriptor/model.ts';
import { ProtoLoader } from './descriptor/proto-loader.ts';
import type { RawFile } from './descriptor/raw.ts';
import type { GrpcOptions } from './options.ts';

export interface GrpcDescription {
  readonly registry: Registry;
  /** Full names of the services to translate, in order. */
  readonly services: readonly string[];
  readonly issues: readonly Issue[];
}

/** Reads protos with their imports, descriptor sets, or a server's reflection. */
export async function describe(options: GrpcOptions, io: SourceIO): Promise<GrpcDescription> {
  const locations = typeof options.description === 'string' ? [options.description] : options.description;
  const loader = new ProtoLoader(io, options.importPaths ?? []);
  const files: RawFile[] = [];
  const entries = new Set<string>();
  for (const location of locations) {
    for (const path of await loader.load(location)) entries.add(path);
  }
  files.push(...loader.files.values());
  return finish(files, entries, loader.issues, options);
}

function finish(
  files: readonly RawFile[],
  entries: ReadonlySet<string>,
  issues: readonly Issue[],
  options: GrpcOptions,
): GrpcDescription {
  const linked = linkFiles(files);
  const services = [...linked.registry.services.values()].filter((service) => entries.has(service.file));
  if (services.length === 0) {
    throw new GatewayError(
      'DESCRIPTION_INVALID',
      `${String(options.description)} declares no service. Name the file that has the \`service\`.`,
    );
  }
  return Object.freeze({
    registry: linked.registry,
    services: services.map((service) => service.fullName),
    issues: [...issues, ...linked.issues],
  });
}
