import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beforeFile, type Files, lastBoundary, partHead, startFiles } from './upload-kit.ts';

const QUERY =
  'mutation ($file: Upload!) { putBlob(name: "a", input: $file) { parts { size } } createAlbum(input: { cover: $file }) { parts { size } } }';
const VALID = Buffer.from(
  `${beforeFile(QUERY, { 0: ['variables.file'] })}${'x'.repeat(300)}${partHead('1', 'b')}${'y'.repeat(300)}${lastBoundary}`,
);

let files: Files;
beforeAll(async () => {
  files = await startFiles({ server: { uploads: { idle: '500ms', fileSize: '400b', buffer: '200b' } } });
});
afterAll(() => files[Symbol.asyncDispose]());

/** Sends a body in pieces, of which the last one is missing where it breaks off. */
async function send(pieces: readonly Buffer[], length: number, breaksOff: boolean): Promise<string> {
  const { port, hostname } = new URL(files.url);
  const socket = connect({ port: Number(port), host: hostname, noDelay: true });
  socket.on('error', () => undefined);
  const answer = text(socket).catch(() => 'broken');
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\napollo-require-preflight: 1\r\ncontent-type: multipart/form-data; boundary=boundary-of-the-test\r\ncontent-length: ${length}\r\n\r\n`,
  );
  for (const piece of pieces) await new Promise<unknown>((resolve) => socket.write(piece, resolve));
  if (breaksOff) socket.destroy();
  return answer;
}

it('no body hangs or ends the server, and each is answered unless its sender broke off', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(VALID.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(VALID.length), fc.nat(VALID.length), fc.nat(60)), { maxLength: 2 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant(VALID.length) }, fc.nat(VALID.length)),
      fc.array(fc.nat(VALID.length), { maxLength: 4 }),
      fc.boolean(),
      async (changes, moves, length, cuts, breaksOff) => {
        let body = Buffer.from(VALID);
        for (const [at, byte] of changes) body[at] = byte;
        // Pieces appear twice, or at other places.
        for (const [from, to, count] of moves) {
          body = Buffer.concat([body.subarray(0, to), body.subarray(from, from + count), body.subarray(to)]);
        }
        body = body.subarray(0, length);
        const at = [0, ...cuts.filter((cut) => cut < body.length).sort((a, b) => a - b), body.length];
        const pieces = at.slice(1).map((end, index) => body.subarray(at[index], end));
        const answer = await send(pieces, breaksOff ? body.length + 10 : body.length, breaksOff);
        if (!breaksOff) expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d [\s\S]*\{"(?:data|errors)"/);
      },
    ),
    { numRuns: 600 },
  );
  expect(await send([Buffer.from(VALID)], VALID.length, false)).toMatch(/^HTTP\/1\.1 200 /);
}, 120_000);
