import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { beforeFile, lastBoundary, slowRequest, startFiles } from '../../gateway/uploads/upload-kit.ts';

const TIMEOUT_MS = 300;

vi.mock(import('../../../src/server/node-limits.ts'), async (original) => {
  const actual = await original();
  const limits = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 };
  return { ...actual, NODE_LIMITS: { ...actual.NODE_LIMITS, ...limits } };
});

const PUT = 'mutation ($file: Upload!) { putBlob(name: "a", input: $file) { parts { size } } }';

it('files may take longer than the time in which any other request has to come', async () => {
  await using files = await startFiles();
  const { port, hostname } = new URL(files.url);
  const socket = connect(Number(port), hostname);
  socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
  const json = text(socket);

  const client = slowRequest(files.url);
  await client.write(beforeFile(PUT));
  for (let index = 0; index < 10; index++) {
    await client.write('x');
    await after(TIMEOUT_MS / 5);
  }
  client.end(lastBoundary);
  expect((await client.answer).json).toEqual({ data: { putBlob: { parts: [{ size: 10 }] } } });

  const [head = '', body = ''] = (await json).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 408 /);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
});

it('the next request on the connection has the ordinary time again', async () => {
  await using files = await startFiles();
  const { port, hostname } = new URL(files.url);
  const socket = connect(Number(port), hostname);
  const body = `${beforeFile(PUT)}x${lastBoundary}`;
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\ncontent-type: multipart/form-data; boundary=boundary-of-the-test\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
});
