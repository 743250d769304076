import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { openapi } from '../../src/sources/openapi/index.ts';

test('credentials that a description asks for, and nobody gives, are named at start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'interlace-'));
  try {
    const description = join(folder, 'd.json');
    const content = { 'application/json': { schema: { type: 'string' } } };
    const document = {
      openapi: '3.1.0',
      info: { title: 'Things', version: '1' },
      security: [{ key: [] }],
      paths: { '/a': { get: { operationId: 'getA', responses: { '200': { description: 'ok', content } } } } },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    };
    await writeFile(description, JSON.stringify(document));
    const options = { endpoint: 'http://127.0.0.1:9' };
    await using without = await createGateway({ sources: { things: openapi(description, options) } });
    expect(without.issues).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringMatching(
          /^source "things": .* set auth\.key to \{ apiKey \}, or forward the caller's\.$/,
        ),
      }),
    ]);
    const auth = { key: { apiKey: 'k' } };
    await using given = await createGateway({ sources: { things: openapi(description, { ...options, auth }) } });
    expect(given.issues).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
