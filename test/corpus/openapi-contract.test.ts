import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openapi } from '../../src/sources/openapi/index.ts';
import type { OpenApiCredential } from '../../src/sources/openapi/options.ts';
import type { OpenApiWire } from '../../src/sources/openapi/wire.ts';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import type { Operation } from '../../src/sources/source.ts';
import { corpus, type Entry, entries } from './openapi-entries.ts';
import { sampleArgs } from './openapi-samples.ts';

/**
 * Every operation of many documents is called, once with what it needs and once with all it takes, against a mock server that knows
 * nothing of this project and holds each request against the description. `npm install` in `test/corpus/openapi` brings the server.
 */

interface Mock {
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), 'openapi');
const installed = existsSync(join(folder, 'node_modules/@stoplight/prism-http-server'));
const require = createRequire(join(folder, 'package.json'));

/** Documents that the mock server can serve, and that describe what requests can satisfy. */
const NAMES = [
  'ably-control',
  'adyen-payment-v68',
  'bigcommerce-price-lists-v3',
  'ebay-sell-fulfillment',
  'gitea',
  'google-sheets',
  'ibm-language-translator',
  'notion',
  'orthanc',
  'pagerduty-scim',
  'paypal-billing-subscriptions-v1',
  'paypal-invoicing-v2',
  'petstore-3-1',
  'twilio-iam-organizations',
  'twilio-insights-v1',
  'vimeo',
  'weather-underground',
  'xero-assets',
  'xero-payroll-au',
  'xero-projects',
  'xkcd',
];
const chosen = entries.filter((entry) => NAMES.includes(entry.name));
const REFUSALS =
  /^Violation: request|Request terminated.*(UNPROCESSABLE_ENTITY|UNAUTHORIZED|NO_PATH|NO_METHOD|NO_SERVER|NO_BASE|UNSUPPORTED_MEDIA|INVALID_CONTENT)/;
const reason = chosen.length === 0 ? ' (no documents: skipped)' : installed ? '' : ' (no mock server: skipped)';

describe.skipIf(reason !== '')(`requests held against their descriptions${reason}`, () => {
  it.each(chosen.map((entry) => [entry.name, entry] as const))(
    '%s',
    async (_, entry) => {
      const { calls, refused } = await callAll(entry);
      expect(calls).toBeGreaterThan(0);
      expect(refused).toEqual([]);
    },
    600_000,
  );
});

async function callAll(entry: Entry): Promise<{ calls: number; refused: string[] }> {
  const file = join(corpus, entry.dir, entry.entry);
  const said: string[] = [];
  const mock = await startMock(file, said);
  const address = await mock.listen(0, '127.0.0.1');
  try {
    const io = createNodeSourceIO(dirname(file));
    const plain = openapi(file);
    const auth = credentialsFor((await plain.open(plain.options, io)).subschema.issues.map((issue) => issue.message));
    const definition = openapi(file, { endpoint: address, auth });
    const opened = await definition.open(definition.options, io);
    const connector = opened.connect();
    const refused: string[] = [];
    let calls = 0;
    for (const operation of opened.subschema.operations.values()) {
      for (const full of [false, true]) {
        said.length = 0;
        calls += 1;
        const args = sampleArgs(operation.wire as OpenApiWire, full);
        const call = { operation: operation as Operation, args, selection: undefined, forwarded: {}, deadline: 0 };
        if (connector.takes !== 'calls') throw new Error('An OpenAPI source takes calls.');
        // What the mock makes up as an answer is not judged here, only what it says of the request.
        await connector.call({ ...call, signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
        const complaints = said.filter((line) => REFUSALS.test(line));
        if (complaints.length > 0) refused.push(`${operation.label}: ${complaints.join('; ')}`);
      }
    }
    await connector[Symbol.asyncDispose]();
    return { calls, refused };
  } finally {
    await mock.close();
  }
}

async function startMock(file: string, said: string[]): Promise<Mock> {
  const { createServer } = require('@stoplight/prism-http-server') as {
    createServer(operations: unknown, options: unknown): Mock;
  };
  const { getHttpOperationsFromSpec } = require('@stoplight/prism-http') as {
    getHttpOperationsFromSpec(file: string): Promise<unknown>;
  };
  const silent = (): undefined => undefined;
  const logger = {
    info: silent,
    warn: silent,
    debug: silent,
    trace: silent,
    fatal: silent,
    success: silent,
    error: (...parts: unknown[]) => said.push(...parts.filter((part) => typeof part === 'string')),
    child: () => logger,
  };
  return createServer(await getHttpOperationsFromSpec(file), {
    cors: false,
    config: {
      mock: { dynamic: false },
      validateRequest: true,
      validateResponse: false,
      checkSecurity: true,
      errors: false,
      isProxy: false,
    },
    components: { logger },
  });
}

/** Credentials of the sort that the source itself asks for. */
function credentialsFor(messages: readonly string[]): Record<string, OpenApiCredential> {
  const auth: Record<string, OpenApiCredential> = {};
  for (const message of messages) {
    const [, name, sort = ''] = /set auth\.(.+?) to (\{.*?\})/.exec(message) ?? [];
    if (name === undefined) continue;
    if (sort.includes('apiKey')) auth[name] = { apiKey: 'key' };
    else auth[name] = sort.includes('username') ? { username: 'u', password: 'p' } : { token: 'token' };
  }
  return auth;
}
