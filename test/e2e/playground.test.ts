import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interlace, type RunningProcess, runProcess } from '../running-process.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const QUERY =
  '{ orders(limit: 20) { id total customer { name address { city } } lines { quantity product { title price { units currency } } } } }';

if (!existsSync(CHROMIUM)) process.stderr.write(`skipped: the playground needs ${CHROMIUM} to be looked at\n`);

describe.runIf(existsSync(CHROMIUM))('the playground of the demo, cut off from every other host', () => {
  let demo: RunningProcess;
  let browser: Browser;
  let page: Page;
  let graph: string;
  const elsewhere: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    demo = runProcess(process.execPath, ['scripts/start.js'], { env: { PORT: '0' } });
    [, graph = ''] = await demo.says(/Graph +(http:\S+)/);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    page = await browser.newPage({ viewport: { width: 1360, height: 800 } });
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      if (['localhost', '127.0.0.1'].includes(url.hostname) || ['data:', 'blob:'].includes(url.protocol))
        return route.continue();
      elsewhere.push(url.href);
      return route.abort();
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    demo?.child.kill('SIGTERM');
    await demo?.ended;
  });

  it('opens with a query that runs', async () => {
    await page.goto(new URL('/', graph).href);
    expect(await page.title()).toBe('Interlace');
    await opened('orders');
    await page.locator('.graphiql-execute-button').click();
    await expect.poll(answer, { timeout: 30_000 }).toMatch(/"data":[\s\S]*"orders":/);
  });

  it("runs the demo's query over three sources, and shows the three calls", async () => {
    await page.goto(new URL(`/?query=${encodeURIComponent(QUERY)}`, graph).href);
    await opened('customer');
    const [response] = await Promise.all([
      page.waitForResponse((each) => each.url() === graph && each.request().postData()?.includes('customer') === true),
      page.locator('.graphiql-execute-button').click(),
    ]);
    const body = (await response.json()) as {
      data: { orders: unknown[] };
      errors?: unknown;
      extensions: { trace: { source: string }[] };
    };
    expect(body.errors).toBeUndefined();
    expect(body.data.orders).toHaveLength(20);
    expect(body.extensions.trace.map(({ source }) => source).sort()).toEqual(['catalog', 'customers', 'orders']);
    await expect.poll(answer, { timeout: 30_000 }).toMatch(/"customer":[\s\S]*"city":/);
    const calls = page.getByRole('region', { name: 'Upstream calls' });
    await calls.waitFor();
    expect(await page.getByText(/^3 upstream calls, /).count()).toBe(1);
    expect(await calls.getByRole('rowheader').allTextContents()).toEqual(
      expect.arrayContaining(['orders', 'customers', 'catalog']),
    );
    expect(await calls.getByRole('cell', { name: 'Order.customer' }).textContent()).toMatch(/\d+ keys$/);
  });

  it('has a heading, a main part, and a name for all that can be pressed', async () => {
    expect(await page.getByRole('main').getByRole('heading', { level: 1 }).textContent()).toBe('Interlace');
    const names = await page
      .locator('button')
      .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim()));
    expect(names.length).toBeGreaterThan(5);
    expect(names).not.toContain('');
  });

  it('puts the answer below the query where the screen is narrow', async () => {
    const box = async (part: string) => {
      const found = await page.locator(part).boundingBox();
      if (found === null) throw new Error(`${part} is not shown`);
      return found;
    };
    await page.setViewportSize({ width: 400, height: 800 });
    try {
      const [query, result] = [await box('.graphiql-editors'), await box('.graphiql-response')];
      expect(result.y).toBeGreaterThanOrEqual(query.y + query.height - 1);
      expect(result.width).toBeGreaterThan(250);
    } finally {
      await page.setViewportSize({ width: 1360, height: 800 });
    }
  });

  it('shows the docs of every source', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query', exact: true }).click();
    const docs = page.locator('.graphiql-doc-explorer');
    for (const field of ['orders', 'getCustomers', 'getProducts', 'reviews']) {
      await expect.poll(() => docs.getByRole('link', { name: field, exact: true }).count()).toBeGreaterThan(0);
    }
  });

  it('shares a query and its variables by a link, which does not stay in the address', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const [query, variables] = ['query Few($few: Int) { orders(limit: $few) { id } }', '{ "few": 3 }'];
    const search = new URLSearchParams({ query, variables });
    await page.goto(new URL(`/?${search}`, graph).href);
    await opened('orders');
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('button', { name: 'Copy a link to this query' }).click();
    await page.getByRole('button', { name: 'Link copied' }).waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(Object.fromEntries(link.searchParams)).toEqual({ query, variables });
    await page.locator('.graphiql-execute-button').click();
    await expect.poll(async () => (await answer()).match(/"id":/g)?.length, { timeout: 30_000 }).toBe(3);
  });

  it('asked no other host for anything, and nothing went wrong in the page', () => {
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });

  /** Resolves when the editor shows its operation: before, the button runs nothing. */
  async function opened(text: string): Promise<void> {
    await page.locator('.graphiql-query-editor .view-line', { hasText: text }).first().waitFor({ timeout: 60_000 });
  }

  /** The editor puts spaces that do not break into its lines. */
  async function answer(): Promise<string> {
    return ((await page.locator('.result-window').textContent()) ?? '').replaceAll('\u00a0', ' ');
  }
});

describe.runIf(existsSync(CHROMIUM))('the playground of a graph whose files change', () => {
  it('shows what was wrong with a change, and the new schema once it is mended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlace-playground-'));
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write('items.graphql', 'type Query { items: [Item!] @rest(get: "/items") }\ntype Item { id: ID! }\n');
    write('graph.graphql', '');
    write(
      'interlace.config.yaml',
      'sources:\n  items: { rest: ./items.graphql, endpoint: "http://127.0.0.1:1" }\ngraph: ./graph.graphql\n',
    );
    const dev = interlace(['dev', '--port', '0'], { cwd: folder });
    const [, graph = ''] = await dev.says(/Graph +(http:\S+)/);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      const page = await browser.newPage();
      const listening = page.waitForResponse((each) => each.url().endsWith('/playground/changes'));
      await page.goto(new URL('/', graph).href);
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Item', exact: true }).click();
      await listening;
      write('graph.graphql', 'extend type Item { self: [Item!] @link(from: "itmes") }\n');
      await page.getByRole('status').getByText('graph.graphql:1:46').waitFor();
      write('graph.graphql', 'extend type Item { self: [Item!] @link(from: "items") }\n');
      await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'self', exact: true }).waitFor();
      expect(await page.getByText('graph.graphql:1:46').count()).toBe(0);
    } finally {
      await browser.close();
      dev.child.kill('SIGTERM');
      expect(await dev.ended).toBe(0);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
