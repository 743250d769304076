import { defineSource, type SourceDefinition } from '../source-definition.ts';
import { connect } from './connector.ts';
import { describe, type GrpcDescription } from './describe.ts';
import type { GrpcOptions } from './options.ts';
import { translate } from './translate.ts';
import type { GrpcWire } from './wire.ts';

const define = defineSource<GrpcOptions, GrpcDescription, GrpcWire>({ kind: 'grpc', describe, translate, connect });

/**
 * A gRPC service: `catalog: grpc('./catalog.proto', { endpoint: 'catalog:50051' })`, or by reflection `grpc('catalog:50051')`.
 * Protos, folders, globs, descriptor sets and Buf images may be listed together.
 */
export function grpc(
  description: GrpcOptions['description'],
  options: Omit<GrpcOptions, 'description'> = {},
): SourceDefinition<GrpcOptions> {
  return define({ ...options, description });
}
