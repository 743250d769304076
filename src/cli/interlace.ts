import { readFile } from 'node:fs/promises';
import * as graphql from 'graphql';

import { shield } from '../execution/permissions/shield.ts';
import { openGateway, unreadableSources } from '../gateway.ts';
import * as interlace from '../index.ts';
import { runCommandLine } from './run-command-line.ts';
import { SOURCE_KINDS } from './source-kinds.ts';
import { processTerminal } from './terminal.ts';

const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';

const modules = { interlace, graphql, 'graphql-shield': shield };

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  version,
  {
    kinds: SOURCE_KINDS,
    modules,
    check: unreadableSources,
    open: (config, { logger }) => openGateway(config, { logger, modules }),
  },
  processTerminal(),
);
