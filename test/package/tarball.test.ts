import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXPORTS = [
  'ERROR_CODES',
  'GatewayError',
  'createGateway',
  'createHandler',
  'createServer',
  'defineConfig',
  'env',
  'graphql',
  'grpc',
  'openapi',
  'rest',
  'soap',
];

describe('the package as it is published', () => {
  let folder: string;
  let files: string[];
  let tarball: string;
  const run = (command: string, args: readonly string[], cwd = folder): string =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interlace-package-'));
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], ROOT);
    tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    files = run('tar', ['-tzf', tarball]).trim().split('\n');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
    run('npm', [
      'install',
      '--silent',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      `./${tarball}`,
      '@types/node@20',
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has what runs and nothing else', () => {
    const places = new Set(files.map((file) => file.split('/').slice(1, 2).join('/')));
    expect([...places].sort()).toEqual(
      ['LICENSE', 'README.md', 'bin', 'dist', 'package.json', 'schemas'].filter((place) => places.has(place)),
    );
    expect(files).toContain('package/dist/playground/playground.js');
    expect(files.filter((file) => file.startsWith('package/dist/cli/'))).toEqual([]);
    expect(files.filter((file) => /\.(?:tsx?|map)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('exports these names and no others', () => {
    const names = run(process.execPath, [
      '-e',
      "import('interlace').then((all) => console.log(JSON.stringify(Object.keys(all).sort())))",
    ]);
    expect(JSON.parse(names)).toEqual(EXPORTS);
  });

  it('makes a wrong option a compile error, and a right one none', () => {
    writeFileSync(
      join(folder, 'types.ts'),
      `import { createServer as createHttpServer } from 'node:http';
import { createGateway, createHandler, createServer, defineConfig, env, type ExecutionContext, graphql, type JwtClaims, grpc, type Metric, type OpenApiCredential, openapi, soap } from 'interlace';

const credential = (name: string): OpenApiCredential => ({ apiKey: env(name) });
export default defineConfig({
  sources: {
    orders: openapi('./orders.yaml', { endpoint: env('ORDERS_URL'), include: ['get*'], auth: { key: credential('KEY') } }),
    crm: soap('./crm.wsdl'),
    catalog: grpc(['./a.proto', './b.proto'], { endpoint: 'catalog:50051' }),
    reviews: graphql('https://reviews.internal/graphql', { forward: ['authorization'] }),
  },
  graph: './shop.graphql',
  cache: { memory: '64mb', 'Query.products': { ttl: '30s' } },
  permissions: { unlisted: 'deny', 'Customer.email': 'isSelf' },
  server: { port: 4000, cors: { origins: ['https://a.example.com'] }, admin: { port: env('ADMIN_PORT'), metrics: true } },
  limits: { depth: 'unlimited', body: '1mb' },
  authentication: { jwt: [{ issuer: 'https://id', audience: 'shop', jwks: 'https://id/jwks.json', algorithms: ['ES256'] }], required: true },
  context: async ({ headers, jwt }) => ({ role: headers['x-role'], tenant: jwt?.tenant }),
});
export const isSelf = (parent: { id: string }, _args: unknown, { jwt }: ExecutionContext): boolean => jwt?.sub === parent.id;
export const expiry = ({ jwt }: ExecutionContext): number | undefined => jwt?.exp;
// @ts-expect-error a claim that the gateway does not know has no type until it is looked at
export const role = ({ jwt }: ExecutionContext): string => jwt?.role;
// @ts-expect-error claims are read, not written
export const grant = (claims: JwtClaims): void => { claims.role = 'admin'; };
// @ts-expect-error 'none' is no algorithm
defineConfig({ sources: {}, authentication: { jwt: [{ issuer: 'a', audience: 'b', jwks: 'c', algorithms: ['none'] }] } });
// @ts-expect-error an issuer needs an audience
defineConfig({ sources: {}, authentication: { jwt: [{ issuer: 'a', jwks: 'c' }] } });
// @ts-expect-error an option that no source has
openapi('./orders.yaml', { endpiont: 'x' });
// @ts-expect-error a value that the option does not take
soap('./crm.wsdl', { onError: 'ignore' });
// @ts-expect-error a key that the configuration does not have
defineConfig({ sources: {}, servr: {} });
// @ts-expect-error a limit is a number or a word
defineConfig({ sources: {}, limits: { depth: 'none' } });
// @ts-expect-error the listener for health and metrics has no path
defineConfig({ sources: {}, server: { admin: { path: '/' } } });
// @ts-expect-error a source is made by a function
defineConfig({ sources: { a: './a.yaml' } });

const gateway = await createGateway({ sources: { a: openapi('./a.yaml') } });
await using server = await createServer(gateway, { port: 0 });
const url: string = await server.listen();
await using handler = await createHandler(gateway, { logger: console });
const other = createHttpServer(handler).on('upgrade', handler.upgrade);
const clean: boolean = await handler.close({ force: true });
const counters: readonly Metric[] = gateway.metrics().filter(({ type }) => type === 'counter');
export { clean, counters, other, url };
`,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          lib: ['es2023', 'esnext.disposable'],
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          // What the package's own types refer to has to be there.
          skipLibCheck: false,
          types: ['node'],
        },
        include: ['types.ts'],
      }),
    );
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', '.'], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  it('has a command that works', () => {
    expect(run('npx', ['interlace', '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
    writeFileSync(join(folder, 'a.graphql'), 'type Query { a: Int }');
    expect(JSON.parse(run('npx', ['interlace', 'inspect', 'a.graphql', '--json']))).toMatchObject({ kind: 'graphql' });
  });

  it('says whose code is in the command', () => {
    const licences = run('tar', ['-xzOf', tarball, 'package/dist/command/LICENSES.txt']);
    expect(licences).toMatch(/^fastify \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(licences).toContain('Permission is hereby granted, free of charge');
    expect(licences).not.toMatch(/^graphql \d/m);
  });

  it('works from a checkout too', () => {
    expect(run('npx', ['interlace', '--version'], ROOT)).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
