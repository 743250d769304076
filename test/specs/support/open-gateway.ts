import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { pathText } from '../../../src/config/problems.ts';
import { type SourceKinds, withDefinitions } from '../../../src/config/source-kinds.ts';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { graphql } from '../../../src/sources/graphql/index.ts';
import { grpc } from '../../../src/sources/grpc/index.ts';
import { openapi } from '../../../src/sources/openapi/index.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import type { SourceDefinition } from '../../../src/sources/source-definition.ts';

export interface OpenOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly baseDir: string;
}

/** A gateway of a configuration as a YAML file has it, in development mode. Every warning of the graph fails the specification. */
export async function openGateway(
  config: Readonly<Record<string, unknown>>,
  { env, baseDir }: OpenOptions,
): Promise<Gateway> {
  const { value, issues } = withDefinitions(config, KINDS, pathText);
  const gateway = await createGateway(value as GatewayConfig, { env, baseDir, mode: 'development' });
  const wrong = [...issues, ...gateway.issues].filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new Error(wrong.map(({ at, message }) => `${at}: ${message}`).join('\n'));
  return gateway;
}

type Create = (location: string, options: Readonly<Record<string, unknown>>) => SourceDefinition;

const KINDS: SourceKinds = {
  openapi: { create: openapi as Create },
  soap: { create: soap as Create },
  grpc: { create: grpc as Create },
  graphql: { create: graphql as Create },
};
