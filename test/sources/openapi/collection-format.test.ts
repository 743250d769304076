import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenSource, open, type Received, startUpstream, type Upstream } from './harness.ts';

/**
 * Lists within lists of 2.0, where each level says how its items are joined (Parameter Object and Items Object, `collectionFormat`),
 * read back as the standard says: decoded and split from the outside to the inside.
 */

const DELIMITERS = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|', multi: '' } as const;
type Format = keyof typeof DELIMITERS;

interface Case {
  readonly where: 'path' | 'query' | 'header' | 'formData';
  readonly outer: Format;
  readonly inner: Exclude<Format, 'multi'>;
}

const CASES = (['path', 'query', 'header', 'formData'] as const).flatMap((where) =>
  (['csv', 'ssv', 'tsv', 'pipes', 'multi'] as const)
    .filter((outer) => outer !== 'multi' || where === 'query' || where === 'formData')
    .flatMap((outer) => (['csv', 'ssv', 'tsv', 'pipes'] as const).map((inner): Case => ({ where, outer, inner }))),
);

const describing = (cases: readonly Case[]): object => ({
  swagger: '2.0',
  info: { title: 'Test', version: '1' },
  paths: Object.fromEntries(
    cases.map(({ where, outer, inner }, index) => [
      where === 'path' ? `/c${index}/{cells}` : `/c${index}`,
      {
        post: {
          parameters: [
            {
              ...{ name: 'cells', in: where, type: 'array', collectionFormat: outer, required: where === 'path' },
              items: { type: 'array', collectionFormat: inner, items: { type: 'string' } },
            },
          ],
          responses: { 204: { description: 'done' } },
        },
      },
    ]),
  ),
});

const pairsNamed = (written: string): string[] =>
  written
    .split('&')
    .filter((pair) => pair.startsWith('cells='))
    .map((pair) => pair.slice('cells='.length));

/** The texts of the outer list, as a receiver finds them. */
function outerTexts({ where, outer }: Case, { url, headers, body }: Received): string[] {
  if (where === 'header') return String(headers.cells).split(DELIMITERS[outer]);
  const [path = '', query = ''] = url.split('?');
  const written =
    where === 'path'
      ? [path.split('/')[2] ?? '']
      : pairsNamed(where === 'query' ? query : body.toString().replaceAll('+', '%20'));
  if (outer === 'multi') return written.map(decodeURIComponent);
  // A comma within a value is encoded; other delimiters are not told apart by it.
  if (outer === 'csv') return (written[0] ?? '').split(',').map(decodeURIComponent);
  return decodeURIComponent(written[0] ?? '').split(DELIMITERS[outer]);
}

/** Whether the value cannot be written so that it is read back. */
function cannot({ where, outer, inner }: Case, value: readonly (readonly string[])[]): boolean {
  if (value.some((list) => list.length === 0 || list.some((it) => it.includes(DELIMITERS[inner])))) return true;
  const texts = value.map((list) => list.join(DELIMITERS[inner]));
  const whole = texts.join(DELIMITERS[outer]);
  // Within a segment of a path, a tab is refused wherever it comes from.
  if (where === 'path' && (['', '.', '..'].includes(texts.join(',')) || texts.some((it) => it.includes('\t'))))
    return true;
  if (where === 'header' && /[^\t\x20-\x7e\xa0-\xff]/.test(whole)) return true;
  const isEncoded = outer === 'multi' || (outer === 'csv' && where !== 'header');
  return !isEncoded && texts.some((it) => it.includes(DELIMITERS[outer]));
}

describe('lists within lists', () => {
  let upstream: Upstream;
  let source: OpenSource;
  beforeAll(async () => {
    upstream = await startUpstream(() => ({ status: 204 }));
    source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing(CASES) });
  });
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  const part = fc.oneof(
    fc.stringMatching(/^\w{0,3}$/),
    fc
      .array(fc.constantFrom('a', ',', '|', '&', '=', '%2C', 'é', '/', '.', ' ', '\t'), { maxLength: 3 })
      .map((it) => it.join('')),
  );
  const lists = fc.array(fc.array(part, { maxLength: 3 }), { minLength: 1, maxLength: 3 });

  it.each(CASES.map((it, index) => [`${it.where}: ${it.outer} of ${it.inner}`, it, index] as const))(
    '%s',
    async (_, described, index) => {
      const coordinate = [...source.subschema.operations.keys()][index] ?? '';
      await fc.assert(
        fc.asyncProperty(lists, async (value) => {
          // Around a header's value, blanks are not part of it (RFC 9110, 5.5).
          const blank = described.where === 'header' && value.flat().some((it) => it.trim() !== it || it === '');
          fc.pre(!blank);
          upstream.received.length = 0;
          const args = { cells: value };
          const call = source.call(coordinate, described.where === 'formData' ? { input: args } : args);
          if (cannot(described, value)) {
            await expect(call).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
            expect(upstream.received).toEqual([]);
            return;
          }
          await call;
          const [received] = upstream.received;
          if (received === undefined) throw new Error('Nothing arrived.');
          const read = outerTexts(described, received).map((it) => it.split(DELIMITERS[described.inner]));
          expect(read).toEqual(value);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('a list in a body of several parts', () => {
  async function partsOf(collectionFormat: string, tags: readonly string[]): Promise<string[]> {
    await using upstream = await startUpstream(() => ({ status: 204 }));
    const text = { type: 'array', items: { type: 'string' }, collectionFormat };
    const post = {
      consumes: ['multipart/form-data'],
      parameters: [{ name: 'tags', in: 'formData', ...text }],
      responses: { 204: { description: 'done' } },
    };
    const document = { swagger: '2.0', info: { title: 'Test', version: '1' }, paths: { '/tags': { post } } };
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    await source.call([...source.subschema.operations.keys()][0] ?? '', { input: { tags } });
    const [received] = upstream.received;
    return [...String(received?.body).matchAll(/name="tags"\r\n\r\n(.*?)\r\n--/gs)].map(([, value = '']) => value);
  }

  it('is one part, unless it is "multi"', async () => {
    expect(await partsOf('csv', ['a', 'b'])).toEqual(['a,b']);
    expect(await partsOf('pipes', ['a', 'b,c'])).toEqual(['a|b,c']);
    expect(await partsOf('multi', ['a', 'b,c'])).toEqual(['a', 'b,c']);
    await expect(partsOf('csv', ['a', 'b,c'])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('a list in a header of an answer', () => {
  it('is split by its own format', async () => {
    const header = (outer: string, inner?: string): object => ({
      ...{ type: 'array', collectionFormat: outer },
      items:
        inner === undefined
          ? { type: 'integer' }
          : { type: 'array', collectionFormat: inner, items: { type: 'integer' } },
    });
    const headers = { a: header('pipes'), b: header('csv', 'pipes'), c: header('csv'), d: header('ssv') };
    const get = {
      produces: ['application/json'],
      responses: { 200: { description: 'ok', schema: { type: 'string' }, headers } },
    };
    const document = { swagger: '2.0', info: { title: 'Test', version: '1' }, paths: { '/tags': { get } } };
    const values = { a: '1|2', b: '1|2, 3', c: '1, 2', d: '1 2' };
    await using upstream = await startUpstream(() => ({ headers: values, body: '"x"' }));
    await using source = await open(
      'd.json',
      { endpoint: upstream.url, responseHeaders: ['*'] },
      { 'd.json': document },
    );
    expect(await source.call([...source.subschema.operations.keys()][0] ?? '')).toEqual({
      body: 'x',
      headers: { a: [1, 2], b: [[1, 2], [3]], c: [1, 2], d: [1, 2] },
    });
  });
});
