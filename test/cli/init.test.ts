import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceName, variableName } from '../../src/cli/init/source-name.ts';
import { interlace, type RunningProcess } from '../running-process.ts';

const SCHEMAS = fileURLToPath(new URL('../../schemas/', import.meta.url));
const REVIEWS = `type Query {
  reviews(productSkus: [ID!]!): [Review!]!
  byState(states: [String!]!): [Review!]!
}
type Review { id: ID! productSku: ID! state: String author: Author }
type Author { handle: String }
`;

describe('interlace init', () => {
  let folder: string;
  const run = async (...args: string[]): Promise<RunningProcess & { readonly code: number | string }> => {
    const started = interlace(args, {
      cwd: folder,
      env: { CATALOG_URL: 'localhost:1', REVIEWS_URL: 'http://localhost:1' },
    });
    return { ...started, code: await started.ended };
  };
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interlace-init-'));
    for (const name of ['orders.openapi.yaml', 'customers.wsdl', 'catalog.proto'])
      copyFileSync(join(SCHEMAS, name), join(folder, name));
    writeFileSync(join(folder, 'reviews.graphql'), REVIEWS);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes a configuration that is in order, and links that fit once they are taken', async () => {
    const init = await run('init', 'orders.openapi.yaml', 'customers.wsdl', './catalog.proto', 'reviews.graphql');
    expect([init.code, init.err()]).toEqual([0, '']);
    expect(
      read('interlace.config.ts'),
    ).toContain(`import { defineConfig, env, graphql, grpc, openapi, soap } from 'interlace';

export default defineConfig({
  sources: {
    orders: openapi('./orders.openapi.yaml'),
    customers: soap('./customers.wsdl'),
    catalog: grpc('./catalog.proto', { endpoint: env('CATALOG_URL') }),
    reviews: graphql('./reviews.graphql', { endpoint: env('REVIEWS_URL') }),
  },
`);
    expect(init.out()).toContain('export CATALOG_URL=');
    const links = read('graph.graphql').match(/^# {3}\w.*@link.*$/gm);
    expect(links).toEqual([
      '#   customer: Customer @link(from: "getCustomers", arg: "ids", keys: "customerId", by: "id")',
      '#   product: Product @link(from: "getProducts", arg: "skus", keys: "sku", by: "sku")',
      '#   reviews: [Review!] @link(from: "reviews", arg: "productSkus", keys: "sku", by: "productSku")',
      '#   product: Product @link(from: "getProducts", arg: "skus", keys: "productSku", by: "sku")',
    ]);
    const untouched = await run('check');
    expect([untouched.code, untouched.err()]).toEqual([0, '']);
    writeFileSync(join(folder, 'graph.graphql'), read('graph.graphql').replace(/^# (extend|\}| {2}\w)/gm, '$1'));
    const taken = await run('check', '--sdl');
    expect([taken.code, taken.err()]).toEqual([0, '']);
    expect(taken.out()).toMatch(/reviews: \[Review!\]\n/);
  });

  it('overwrites nothing', async () => {
    for (const name of ['graph.graphql', 'interlace.config.json']) {
      writeFileSync(join(folder, name), 'mine');
      const init = await run('init', 'customers.wsdl');
      expect([init.code, init.err()]).toEqual([
        1,
        `There is ${name} here already, and nothing is overwritten. Take another folder.\n`,
      ]);
      expect(read(name)).toBe('mine');
      expect(existsSync(join(folder, 'interlace.config.ts'))).toBe(false);
      rmSync(join(folder, name));
    }
  });

  it('says of every description what is wrong, and writes nothing', async () => {
    writeFileSync(join(folder, 'broken.wsdl'), '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><oops>');
    const init = await run('init', 'customers.wsdl', 'missing.yaml', 'broken.wsdl');
    expect(init.code).toBe(1);
    expect(init.err()).toMatch(
      /missing\.yaml cannot be read: there is no such file[\s\S]*broken\.wsdl[\s\S]*Nothing was written\.\n$/,
    );
    expect(readdirSync(folder)).not.toContain('interlace.config.ts');
    expect(init.err()).not.toContain('customers.wsdl');
  });
});

describe('the name of a source', () => {
  it.each([
    ['orders.openapi.yaml', 'orders'],
    ['./api/crm-contacts.wsdl', 'crmContacts'],
    ['./orders/openapi.json', 'orders'],
    ['./', 'grpc'],
    ['catalog:50051', 'catalog'],
    ['https://reviews.internal/graphql', 'reviews'],
    ['https://api.example.com/v1/users/openapi.json', 'users'],
    ['https://api.example.com/openapi.json', 'example'],
    ['http://127.0.0.1:8080/CustomerService.svc?wsdl', 'customerService'],
    ['http://localhost:4001/graphql', 'grpc'],
  ])('of %s is %s', (location, name) => {
    expect(sourceName(location, 'grpc', new Set())).toBe(name);
  });

  it('is numbered where another has it, and makes a variable', () => {
    expect(sourceName('orders.yaml', 'openapi', new Set(['orders', 'orders2']))).toBe('orders3');
    expect(variableName('crmContacts2')).toBe('CRM_CONTACTS2_URL');
  });
});
