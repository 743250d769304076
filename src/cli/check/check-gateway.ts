import { readFile } from 'node:fs/promises';
import {
  buildSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { diffGraphs, type GraphChange } from '../../graph/diff-graphs.ts';
import { SILENT } from '../../telemetry/logger.ts';
import type { GatewayRuntime } from '../composition.ts';
import { Failure } from '../failure.ts';
import { amount, printList } from '../print-list.ts';
import { findConfig } from '../run/find-config.ts';
import { readConfig, reportIssues } from '../run/read-config.ts';
import { startServices } from '../run/start-services.ts';
import type { Terminal } from '../terminal.ts';
import type { CheckOptions } from './check-command.ts';

/** Opens the gateway of a configuration and closes it again; resolves to the exit code. */
export async function checkGateway(
  options: CheckOptions,
  loadRuntime: () => Promise<GatewayRuntime>,
  terminal: Terminal,
): Promise<number> {
  const path = findConfig(options.config);
  const before = options.against === undefined ? undefined : await readSchema(options.against);
  await using services = await startServices(options.with);
  const runtime = await loadRuntime();
  const config = await readConfig(path, options.mode, { ...terminal.env, ...services.env }, runtime, terminal);
  await using gateway = await runtime.open(config, { logger: SILENT });
  reportIssues(gateway.issues, terminal);
  if (options.sdl) {
    terminal.out(printSchema(lexicographicSortSchema(gateway.schema)));
    return 0;
  }
  terminal.out(
    `${options.config ?? 'The configuration'} is in order: ${sizeOf(gateway.schema, config.sources.length)}.`,
  );
  return before === undefined ? 0 : compare(before, gateway.schema, terminal);
}

function compare(before: GraphQLSchema, after: GraphQLSchema, terminal: Terminal): number {
  const changes = diffGraphs(before, after);
  const list = (heading: string, level: GraphChange['level']): void =>
    printList(
      terminal,
      heading,
      changes.filter((change) => change.level === level).map(({ message }) => message),
    );
  if (changes.length === 0) terminal.out('Nothing has changed for clients.');
  list('Breaks clients', 'breaking');
  list('May surprise clients', 'dangerous');
  list('Clients notice nothing', 'safe');
  return changes.some(({ level }) => level === 'breaking') ? 1 : 0;
}

async function readSchema(file: string): Promise<GraphQLSchema> {
  try {
    return buildSchema(await readFile(file, 'utf8'));
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new Failure([
      `${file} is no schema: ${reason.replace(/\.$/, '')}. Make one by: interlace check --sdl > ${file}`,
    ]);
  }
}

function sizeOf(schema: GraphQLSchema, sources: number): string {
  const fields = (type: GraphQLObjectType | null | undefined): number => Object.keys(type?.getFields() ?? {}).length;
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  return [
    amount(sources, 'source'),
    amount(fields(schema.getQueryType()), 'query', 'queries'),
    amount(fields(schema.getMutationType()), 'mutation'),
    amount(fields(schema.getSubscriptionType()), 'subscription'),
    amount(types.length, 'type'),
  ].join(', ');
}
