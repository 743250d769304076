import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { MultipartReader } from '../../../src/server/uploads/multipart-reader.ts';
import { parsePartHead } from '../../../src/server/uploads/part-head.ts';

const BOUNDARY = 'b';
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** Gives a body in pieces of these lengths, then of the last one. */
function inPieces(body: Buffer, lengths: readonly number[]): () => Promise<Buffer | undefined> {
  let at = 0;
  let index = 0;
  return async () => {
    if (at >= body.length) return undefined;
    const length = lengths[Math.min(index++, lengths.length - 1)] ?? 1;
    const piece = body.subarray(at, at + length);
    at += length;
    return piece;
  };
}

async function readAll(reader: MultipartReader): Promise<[name: string, content: string][]> {
  const parts: [string, string][] = [];
  for (let head = await reader.next(); head !== undefined; head = await reader.next()) {
    const chunks: Buffer[] = [];
    for (let chunk = await reader.read(); chunk !== undefined; chunk = await reader.read()) {
      expect(chunk.length).toBeGreaterThan(0);
      chunks.push(chunk);
    }
    parts.push([head.name, Buffer.concat(chunks).toString('latin1')]);
  }
  return parts;
}

const encode = (parts: readonly (readonly [string, string])[], preamble = ''): Buffer =>
  Buffer.from(
    `${preamble}${parts.map(([name, content]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`).join('')}--${BOUNDARY}--\r\nepilogue`,
    'latin1',
  );

/** Much of it is nearly a delimiter. */
const content = fc
  .array(fc.constantFrom('\r', '\n', '-', '--', 'b', '\r\n', '\r\n-', '\r\n--', '\r\r\n--', 'x', '\0', 'ÿ'))
  .map((pieces) => pieces.join(''))
  .filter((text) => !`${text}\r\n`.includes(`\r\n--${BOUNDARY}`));
const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('parts of a body', () => {
  it('are the same in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'c', 'operations'), content), { minLength: 1 }),
        fc.constantFrom('', '\r\n', 'preamble\r\n'),
        pieces,
        async (parts, preamble, lengths) => {
          const reader = new MultipartReader(TYPE, inPieces(encode(parts, preamble), lengths));
          expect(await readAll(reader)).toEqual(parts);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('may be skipped, and left in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { minLength: 1 }),
        pieces,
        fc.infiniteStream(fc.nat(2)),
        async (contents, lengths, reads) => {
          const names = contents.map((_, index) => String(index));
          const body = encode(contents.map((text, index) => [String(index), text]));
          const reader = new MultipartReader(TYPE, inPieces(body, lengths));
          const seen: string[] = [];
          for (let head = await reader.next(); head !== undefined; head = await reader.next()) {
            seen.push(head.name);
            for (let count = reads.next().value ?? 0; count > 0; count--) await reader.read();
          }
          expect(seen).toEqual(names);
        },
      ),
    );
  });

  it('are parts, or the body is refused: nothing else, whatever it is', async () => {
    const valid = encode([
      ['operations', '{}'],
      ['map', '{}'],
      ['0', 'x'.repeat(50)],
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(valid.length), fc.nat(255))),
        fc.nat(valid.length),
        pieces,
        async (changes, length, lengths) => {
          const body = Buffer.from(valid.subarray(0, length));
          for (const [at, byte] of changes) if (at < body.length) body[at] = byte;
          const outcome = await readAll(new MultipartReader(TYPE, inPieces(body, lengths))).catch((error) => error);
          if (!Array.isArray(outcome)) {
            expect(GatewayError.is(outcome) && outcome.code).toBe('BAD_REQUEST');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are asked for only when somebody wants them', async () => {
    let pulls = 0;
    const pull = inPieces(encode([['a', 'x'.repeat(1000)]]), [100]);
    const reader = new MultipartReader(TYPE, () => {
      pulls += 1;
      return pull();
    });
    await reader.next();
    const before = pulls;
    await new Promise(setImmediate);
    expect(pulls).toBe(before);
    await reader.read();
    await reader.read();
    expect(pulls).toBe(before + 1);
  });
});

describe('the head of a part', () => {
  const parse = (...lines: string[]) => parsePartHead(Buffer.from(`\r\n${lines.join('\r\n')}`));

  it.each([
    ['form-data; name="a"', 'a', undefined],
    ['FORM-DATA ; NAME=a ; FileName = b.txt', 'a', 'b.txt'],
    ['form-data; filename="x; name=evil"; name="a"', 'a', 'x; name=evil'],
    ['form-data; filename="\\"; name=\\"evil"; name="a"', 'a', '"; name="evil'],
    ['form-data; name="a"; name="evil"; filename="C:\\dir\\b.txt"', 'a', 'b.txt'],
    ['form-data; name="a"; filename="../../etc/passwd"', 'a', 'passwd'],
    ['form-data; name="a"; filename="x"; filename*=UTF-8\'\'na%C3%AFve%2F..%2Fb.txt', 'a', 'b.txt'],
    ['form-data; name="a"; filename="x"; filename*=UTF-8\'\'%ff', 'a', 'x'],
    ['form-data; name="ü"; filename="ü 😀.png"', 'ü', 'ü 😀.png'],
    ['form-data; name="__proto__"', '__proto__', undefined],
  ])('%s', (disposition, name, filename) => {
    expect(parse(`Content-Disposition: ${disposition}`)).toMatchObject({ name, filename });
  });

  it.each([
    '',
    'form-data',
    'attachment; name="a"',
    'form-data; "name"="a"',
    'form-data; names="a"',
    'form-data, name="a"',
  ])('is refused with the disposition %j', (disposition) => {
    expect(() => parse(`content-disposition: ${disposition}`)).toThrow('no header content-disposition');
  });

  it.each([
    ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
    ['image/svg+xml', 'image/svg+xml'],
    ['', undefined],
    ['text', undefined],
    ['text/plain\u0001', undefined],
    ['text/plain; x="ü"', undefined],
  ])('has the type %j as %j', (type, expected) => {
    expect(parse('content-disposition: form-data; name=a', `content-type: ${type}`).mediaType).toBe(expected);
  });

  it('goes on in lines that begin with white space', () => {
    expect(parse('content-disposition: form-data;', '\tname="a"')).toMatchObject({ name: 'a' });
  });
});
