import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerWithParts, type Files, hashOf, type Part, startFiles, upload } from './upload-kit.ts';

const FILES = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof FILES)[number];
/** Enough to fill the buffers between two processes, and more than may be kept. */
const SIZES = [0, 10, 30_000, 90_000, 1_500_000];
const contentOf = (name: string, size: number): Buffer<ArrayBuffer> => Buffer.alloc(size, `${name}\r\n--`);

/** What a service does with a call, which the name in its path says. */
type Behaviour = 'reads' | 'refuses' | 'breaks';
const behaviour = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Behaviour>('reads') },
  fc.constantFrom<Behaviour>('refuses', 'breaks'),
);
const name = fc.constantFrom<Name>(...FILES);

let files: Files;
beforeAll(async () => {
  files = await startFiles({
    server: { uploads: { fileSize: '2mb', buffer: '100kb', idle: '2s' } },
    resilience: { concurrency: 2, timeout: '5s', breaker: false },
  });
  files.answer = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.endsWith('refuses') === true) return response.writeHead(422).end();
    if (request.url?.endsWith('breaks') === true) {
      const breakOff = (): unknown => request.socket.destroy();
      return request.once('data', breakOff).once('end', breakOff);
    }
    return answerWithParts(request, response);
  };
});
afterAll(() => files[Symbol.asyncDispose]());

/** A root field, and the files that its call sends. */
interface Field {
  readonly text: string;
  readonly parts: readonly Name[];
}

const blobs = (operation: 'put' | 'find'): fc.Arbitrary<Field> =>
  fc.tuple(name, behaviour).map(([file, how]) => ({
    text:
      operation === 'put'
        ? `putBlob(name: "${how}", input: $${file}) { parts { hash } }`
        : `findSimilar(input: $${file}) { parts { hash } }`,
    parts: [file],
  }));
const album: fc.Arbitrary<Field> = fc
  .tuple(name, name, fc.array(name, { maxLength: 2 }))
  .map(([cover, back, pages]) => ({
    text: `createAlbum(input: { cover: $${cover}, back: $${back}, pages: [${pages.map((page) => `$${page}`).join(', ')}] }) { parts { hash } }`,
    parts: [cover, back, ...pages],
  }));
const operation = fc.oneof(
  fc.tuple(fc.constant('mutation'), fc.array(fc.oneof(blobs('put'), album), { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constant('query'), fc.array(blobs('find'), { minLength: 1, maxLength: 3 })),
);

const EXCUSES = new Set(['PAYLOAD_TOO_LARGE', 'BAD_USER_INPUT', 'UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE']);

it('no order, use or failure makes an operation wait for itself, and no file is ever another one, or cut off', async () => {
  await fc.assert(
    fc.asyncProperty(
      operation,
      fc.shuffledSubarray([...FILES], { minLength: FILES.length }),
      fc.tuple(...FILES.map(() => fc.constantFrom(...SIZES))),
      async ([kind, fields], order, sizes) => {
        const used = FILES.filter((file) => fields.some(({ parts }) => parts.includes(file)));
        const hashes = new Map(FILES.map((file, index) => [file, hashOf(contentOf(file, sizes[index] ?? 0))]));
        const began = performance.now();
        const { status, json } = await upload(files.url, {
          query: `${kind} (${used.map((file) => `$${file}: Upload!`).join(', ')}) { ${fields.map(({ text }, index) => `f${index}: ${text}`).join(' ')} }`,
          variables: Object.fromEntries(FILES.map((file) => [file, null])),
          map: Object.fromEntries(FILES.map((file) => [file, [`variables.${file}`]])),
          files: order.map((file) => [file, new Blob([contentOf(file, sizes[FILES.indexOf(file)] ?? 0)])] as const),
        });
        expect(performance.now() - began).toBeLessThan(4_000);
        expect(status).toBe(200);
        for (const error of json.errors ?? []) expect(EXCUSES).toContain(error.extensions.code);
        fields.forEach(({ parts }, index) => {
          const answer = json.data?.[`f${index}`];
          if (answer) {
            const sent = answer.parts.map(({ hash }: Part) => hash).sort();
            expect(sent).toEqual(parts.map((file) => hashes.get(file)).sort());
          }
        });
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

it('what comes in the order of its use never fails, whatever its size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...SIZES), { minLength: 1, maxLength: 4 }), async (sizes) => {
      const names = FILES.slice(0, sizes.length);
      const { json } = await upload(files.url, {
        query: `mutation (${names.map((file) => `$${file}: Upload!`).join(', ')}) { ${names.map((file) => `${file}: putBlob(name: "x", input: $${file}) { parts { hash } }`).join(' ')} }`,
        variables: Object.fromEntries(names.map((file) => [file, null])),
        map: Object.fromEntries(names.map((file) => [file, [`variables.${file}`]])),
        files: names.map((file, index) => [file, new Blob([contentOf(file, sizes[index] ?? 0)])] as const),
      });
      expect(json).toEqual({
        data: Object.fromEntries(
          names.map((file, index) => [file, { parts: [{ hash: hashOf(contentOf(file, sizes[index] ?? 0)) }] }]),
        ),
      });
    }),
    { numRuns: 50 },
  );
}, 120_000);
