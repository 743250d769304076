import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { authenticationSchema } from '../../src/config/authentication-schema.ts';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { formatIssue } from '../../src/errors/issue.ts';
import { createGateway } from '../../src/gateway.ts';
import * as interlace from '../../src/index.ts';
import { SOURCE_KINDS } from '../../src/sources/source-kinds.ts';
import { listenOnLoopback } from '../gateway/listen-on-loopback.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
const page = read('authentication');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);

/** Name and default of each row of the table below a heading. */
function rows(heading: string): (readonly [name: string, byDefault: string])[] {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0].split('\n').slice(2) ?? [];
  return table.filter(Boolean).map((row) => {
    const [, name = '', byDefault = ''] = row.split('|').map((cell) => cell.trim());
    return [name.replaceAll('`', ''), byDefault] as const;
  });
}

const { jwt, keys } = authenticationSchema.shape;
const TABLES = [
  ['Options of `authentication`', authenticationSchema.shape],
  ['Options of an issuer', jwt.element.shape],
  ['Options of `keys`', keys.unwrap().shape],
] as const;

describe('docs/authentication.md', () => {
  it.each(TABLES)('%s: has every option and no other', (heading, shape) => {
    expect(rows(heading).map(([name]) => name)).toEqual(Object.keys(shape));
  });

  const resolved = (authentication: object) => {
    const source = { kind: 'none', options: {}, open: () => Promise.reject(new Error('not opened')) };
    const config = { sources: { source }, authentication } as unknown as GatewayConfig;
    const result = resolveConfig(config, { env: {}, baseDir: '/', mode: 'production' });
    expect(result.issues.map(formatIssue)).toEqual([]);
    return result.config?.authentication;
  };

  it('has the defaults as they are', () => {
    const written = (heading: string) =>
      Object.fromEntries(
        rows(heading)
          .filter(([, byDefault]) => byDefault.startsWith('`'))
          .map(([name, byDefault]) => [name, new Function(`return ${byDefault.replaceAll('`', '')}`)()]),
      );
    const jwt = [{ issuer: 'a', audience: 'b', jwks: './keys.json' }];
    const settings = written('Options of `authentication`');
    expect(Object.keys(settings)).toEqual(['required', 'header', 'leeway', 'tokenSize', 'remembered']);
    expect(resolved({ jwt, ...settings, keys: written('Options of `keys`') })).toEqual(resolved({ jwt }));
  });

  it.each(blocks(page, 'ts').filter((code) => code.includes('defineConfig')))('the example is taken: %s', (code) => {
    const body = code.replace(/^import .*\n/gm, '').replace('export default', 'return');
    const names = Object.keys(interlace);
    const config = new Function(...names, body)(...Object.values(interlace)) as GatewayConfig;
    const env = { JOBS_SECRET: 'x'.repeat(32) };
    const { issues } = resolveConfig(config, { env, baseDir: '/srv', mode: 'production', kinds: SOURCE_KINDS });
    expect(issues.map(formatIssue)).toEqual([]);
  });
});

it('the rules and the directive of docs/permissions.md do what the page says, with tokens', async () => {
  const close: (() => Promise<unknown>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'interlace-docs-'));
  const [rules = ''] = blocks(read('permissions'), 'ts');
  const [directive = ''] = blocks(read('permissions'), 'graphql');
  writeFileSync(join(folder, 'permissions.ts'), rules);
  try {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const upstream = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end('{"id":"c-1","email":"c-1@example.com"}');
    });
    const endpoint = await listenOnLoopback(upstream, close);
    await using gateway = await createGateway(
      {
        sources: {
          crm: interlace.rest(
            'type Query { customer: Customer @rest(get: "/customer") } type Customer { id: ID! email: String }',
            { endpoint },
          ),
        },
        graph: `${directive}\n`,
        permissions: { module: join(folder, 'permissions.ts'), unlisted: 'allow' },
        authentication: {
          jwt: [{ issuer: 'https://id.test', audience: 'shop', jwks: { keys: [{ ...(await exportJWK(publicKey)) }] } }],
        },
      },
      { modules: { 'graphql-shield': createRequire(import.meta.url)('graphql-shield') } },
    );
    const ask = async (claims?: Record<string, unknown>) => {
      const token =
        claims &&
        (await new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256' })
          .setIssuer('https://id.test')
          .setAudience('shop')
          .setExpirationTime('1m')
          .sign(privateKey));
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const { data, errors } = await gateway.request({ query: '{ customer { email } }', headers });
      return [data, errors?.[0]?.extensions.code];
    };
    const shown = [{ customer: { email: 'c-1@example.com' } }, undefined];
    const hidden = [{ customer: { email: null } }, 'FORBIDDEN'];
    expect(await ask({ sub: 'c-1' })).toEqual(shown);
    expect(await ask({ sub: 'x', role: 'support' })).toEqual(shown);
    expect(await ask({ sub: 'c-2', role: 'sales' })).toEqual(hidden);
    expect(await ask()).toEqual(hidden);
  } finally {
    for (const end of close) await end();
    rmSync(folder, { recursive: true });
  }
});
