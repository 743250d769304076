import { readFile } from 'node:fs/promises';
import { PACKAGE_ROOT } from '../server/package-root.ts';
import { runCommandLine } from './run-command-line.ts';
import { processTerminal } from './terminal.ts';

const manifest: unknown = JSON.parse(await readFile(new URL('package.json', PACKAGE_ROOT), 'utf8'));
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  version,
  {
    kinds: {
      openapi: async () => (await import('../sources/openapi/index.ts')).openapi,
      soap: async () => (await import('../sources/soap/index.ts')).soap,
      grpc: async () => (await import('../sources/grpc/index.ts')).grpc,
      graphql: async () => (await import('../sources/graphql/index.ts')).graphql,
      rest: async () => (await import('../sources/rest/index.ts')).rest,
    },
    loadRuntime: async () => (await import('./gateway-runtime.ts')).gatewayRuntime,
  },
  processTerminal(),
);
