import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import { listenOnLoopback } from '../../gateway/listen-on-loopback.ts';

const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of close.splice(0).reverse()) await step();
});

const io = createNodeSourceIO('/');

/** A server that notes what it is asked for. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = [];
  const url = await listenOnLoopback(
    createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      answer(request, response);
    }),
    close,
  );
  return { url, asked, port: new URL(url).port };
}

const redirect = (location: string) => (_: unknown, response: ServerResponse) =>
  response.writeHead(302, { location }).end();
const secret = { headers: { authorization: 'secret' } };

test('a redirect within an origin is followed, three times', async () => {
  const server = await serve((request, response) => {
    const hop = Number(request.url?.slice(1));
    if (hop < 3) response.writeHead(302, { location: `/${hop + 1}` }).end();
    else response.end('there');
  });
  const found = await io.fetch(new URL('/0', server.url));
  expect([found.url.pathname, found.status, String(found.body)]).toEqual(['/3', 200, 'there']);
});

test('a redirect without end is given up', async () => {
  const server = await serve(redirect('/'));
  await expect(io.fetch(new URL(server.url))).rejects.toMatchObject({
    code: 'DESCRIPTION_UNREADABLE',
    message: expect.stringContaining('redirects too often'),
  });
  expect(server.asked).toHaveLength(4);
});

test('a redirect to another origin is refused before anything is asked there, however the address is written', async () => {
  const inner = await serve((_, response) => response.end('internal'));
  const forms = [
    `http://127.0.0.1:${inner.port}/`,
    `http://0x7f.1:${inner.port}/`,
    `http://2130706433:${inner.port}/`,
    `http://0177.0.0.1:${inner.port}/`,
    `http://127.1:${inner.port}/`,
    `http://127。0。0。1:${inner.port}/`,
    `http://[::ffff:127.0.0.1]:${inner.port}/`,
    `http://localhost:${inner.port}/`,
    `//127.0.0.1:${inner.port}/`,
    `/\\127.0.0.1:${inner.port}/`,
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/hostname',
    'data:text/plain,x',
  ];
  for (const form of forms) {
    const server = await serve(redirect(form.replaceAll('。', '%E3%80%82')));
    const fetching = io.fetch(new URL(server.url), secret);
    await expect(fetching, form).rejects.toMatchObject({
      code: 'DESCRIPTION_UNREADABLE',
      message: expect.stringContaining('another origin'),
    });
    expect(server.asked).toEqual(['/ secret']);
  }
  expect(inner.asked).toEqual([]);
});

test('a redirect to something that is no URL is said so', async () => {
  const server = await serve(redirect('http://[::not::an::address]/'));
  await expect(io.fetch(new URL(server.url))).rejects.toMatchObject({
    code: 'DESCRIPTION_UNREADABLE',
    message: expect.stringContaining('no URL'),
  });
});

test('a redirect to the same host by another name of it is another origin, and so is another scheme', async () => {
  for (const change of [
    (url: URL) => url.href.replace('127.0.0.1', 'localhost'),
    (url: URL) => `https://${url.host}`,
  ]) {
    let location = '';
    const server = await serve((_, response) => response.writeHead(302, { location }).end());
    location = change(new URL(server.url));
    await expect(io.fetch(new URL(server.url), secret)).rejects.toMatchObject({ code: 'DESCRIPTION_UNREADABLE' });
    expect(server.asked).toHaveLength(1);
  }
});

test.each(['file:///etc/hostname', 'ftp://127.0.0.1/x', 'data:text/plain,x'])(
  '%s is no address to fetch',
  async (url) => {
    await expect(io.fetch(new URL(url))).rejects.toMatchObject({
      code: 'DESCRIPTION_UNREADABLE',
      message: expect.stringContaining('is not supported'),
    });
  },
);

test('what is larger than it may be is not read', async () => {
  const server = await serve((_, response) => response.end('x'.repeat(2_000)));
  await expect(io.fetch(new URL(server.url), { maxBytes: 1_000 })).rejects.toMatchObject({
    code: 'DESCRIPTION_UNREADABLE',
    message: expect.stringContaining('more than 1000 bytes'),
  });
});
