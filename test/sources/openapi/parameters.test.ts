import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerText, type ParameterForm, pathText, queryPairs } from '../../../src/sources/openapi/codec/parameter.ts';
import { describing, open, startUpstream } from './harness.ts';

const form = (style: ParameterForm['style'], explode: boolean): ParameterForm => ({
  name: 'color',
  style,
  explode,
  allowReserved: false,
});
const list = ['blue', 'black', 'brown'];
const object = { R: 100, G: 200, B: 150 };

describe('the examples of the specification', () => {
  it.each([
    ['form', true, list, 'color=blue&color=black&color=brown'],
    ['form', false, list, 'color=blue,black,brown'],
    ['form', true, object, 'R=100&G=200&B=150'],
    ['form', false, object, 'color=R,100,G,200,B,150'],
    ['form', true, '', 'color='],
    ['spaceDelimited', false, list, 'color=blue%20black%20brown'],
    ['spaceDelimited', false, object, 'color=R%20100%20G%20200%20B%20150'],
    ['pipeDelimited', false, list, 'color=blue%7Cblack%7Cbrown'],
    ['tabDelimited', false, list, 'color=blue%09black%09brown'],
    ['deepObject', true, object, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
    ['deepObject', true, { a: { b: [1, 2] } }, 'color%5Ba%5D%5Bb%5D=1&color%5Ba%5D%5Bb%5D=2'],
  ] as const)('query %s explode=%s', (style, explode, value, expected) => {
    expect(queryPairs(form(style, explode), value).join('&')).toBe(expected);
  });

  it.each([
    ['matrix', false, 'blue', ';color=blue'],
    ['matrix', false, list, ';color=blue,black,brown'],
    ['matrix', true, list, ';color=blue;color=black;color=brown'],
    ['matrix', false, object, ';color=R,100,G,200,B,150'],
    ['matrix', true, object, ';R=100;G=200;B=150'],
    ['label', false, 'blue', '.blue'],
    ['label', true, list, '.blue.black.brown'],
    ['label', true, object, '.R=100.G=200.B=150'],
    ['simple', false, list, 'blue,black,brown'],
    ['simple', false, object, 'R,100,G,200,B,150'],
    ['simple', true, object, 'R=100,G=200,B=150'],
  ] as const)('path %s explode=%s of %j', (style, explode, value, expected) => {
    expect(pathText(form(style, explode), value)).toBe(expected);
  });

  it('headers are simple', () => {
    expect(headerText(form('simple', false), list)).toBe('blue,black,brown');
    expect(headerText(form('simple', true), object)).toBe('R=100,G=200,B=150');
  });
});

describe('round trip', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((it) => it.isWellFormed());
  const texts = fc.array(text, { minLength: 1, maxLength: 5 });
  const decode = (pairs: readonly string[]): [string, string][] =>
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return [decodeURIComponent(name), decodeURIComponent(value)];
    });

  it('form, exploded', () => {
    fc.assert(
      fc.property(texts, (values) => {
        const pairs = queryPairs(form('form', true), values);
        expect(decode(pairs)).toEqual(values.map((value) => ['color', value]));
        expect([...new URLSearchParams(pairs.join('&')).getAll('color')]).toEqual(values);
      }),
    );
  });

  it('form and simple, joined', () => {
    fc.assert(
      fc.property(texts, (values) => {
        const [pair = ''] = queryPairs(form('form', false), values);
        expect(pair.slice('color='.length).split(',').map(decodeURIComponent)).toEqual(values);
      }),
    );
  });

  it.each([
    ['spaceDelimited', ' '],
    ['pipeDelimited', '|'],
    ['tabDelimited', '\t'],
  ] as const)('%s, where no value has the delimiter', (style, delimiter) => {
    fc.assert(
      fc.property(texts, (values) => {
        const write = (): string[] => queryPairs(form(style, false), values);
        if (values.some((value) => value.includes(delimiter))) expect(write).toThrow('separates its values');
        else expect(decode(write())[0]?.[1].split(delimiter)).toEqual(values);
      }),
    );
  });

  it('deepObject', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          text.filter((it) => !/[[\]]/.test(it) && it !== ''),
          text,
        ),
        (value) => {
          const pairs = decode(queryPairs(form('deepObject', true), value));
          expect(Object.fromEntries(pairs.map(([name, it]) => [name.slice('color['.length, -1), it]))).toEqual({
            ...value,
          });
        },
      ),
    );
  });

  it('a path value is one segment or is rejected', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.constantFrom('simple', 'label', 'matrix'),
        (value, style) => {
          let written: string;
          try {
            written = pathText(form(style, false), value);
          } catch (error) {
            expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
            return;
          }
          expect(written).toMatch(/^[\w.~!*'();=%-]*$/);
          expect(decodeURIComponent(written)).toContain(value);
        },
      ),
    );
  });
});

describe('what an argument must not do', () => {
  const paths = { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] };

  it.each(['..', '.', '', 'a\0b', 'a\r\nb', '\ud800'])(
    'I01: the path value %j is rejected, and nothing is sent',
    async (id) => {
      await using upstream = await startUpstream(() => ({ body: '"ok"' }));
      await using source = await open(
        'd.json',
        { endpoint: `${upstream.url}/v1` },
        { 'd.json': describing(paths, { path: '/users/{id}/x' }) },
      );
      await expect(source.call('Query.test', { id })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(upstream.received).toEqual([]);
    },
  );

  it.each([
    ['%2e%2e', '%252e%252e'],
    ['..%2f', '..%252f'],
    ['..\\', '..%5C'],
    ['a/b', 'a%2Fb'],
    [';x=y', '%3Bx%3Dy'],
    ['ü😀', '%C3%BC%F0%9F%98%80'],
  ])('I01: the path value %j stays in its segment', async (id, sent) => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    await using source = await open(
      'd.json',
      { endpoint: `${upstream.url}/v1` },
      { 'd.json': describing(paths, { path: '/users/{id}/x' }) },
    );
    await source.call('Query.test', { id });
    expect(upstream.received[0]?.url).toBe(`/v1/users/${sent}/x`);
  });

  it('I04: query values arrive as they were given', async () => {
    const value = 'a&b=c#d+e f%20ü';
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const parameters = [
      { name: 'q', in: 'query', schema: { type: 'string' } },
      { name: 'r', in: 'query', allowReserved: true, schema: { type: 'string' } },
    ];
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ parameters }) });
    await source.call('Query.test', { q: value, r: value });
    const url = new URL(upstream.received[0]?.url ?? '', 'http://x');
    expect([url.searchParams.get('q'), url.searchParams.get('r')]).toEqual([value, value]);
  });

  it.each(['a\r\nx-evil: 1', 'a\0', '\u4e2d', 'x'.repeat(100_000)])(
    'I05: a header value is rejected (%#)',
    async (trace) => {
      await using upstream = await startUpstream(() => ({ body: '"ok"' }));
      const parameters = [{ name: 'X-Trace', in: 'header', schema: { type: 'string' } }];
      await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ parameters }) });
      await expect(source.call('Query.test', { xTrace: trace })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(upstream.received).toEqual([]);
    },
  );

  it('I11: a cookie value sets no other cookie', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const parameters = [{ name: 'session', in: 'cookie', schema: { type: 'string' } }];
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ parameters }) });
    await source.call('Query.test', { session: 'a; admin=1, b=2' });
    expect(upstream.received[0]?.headers.cookie).toBe('session=a%3B%20admin%3D1%2C%20b%3D2');
  });

  it('a header of the connection is no argument', async () => {
    const parameters = ['Host', 'Content-Length', 'Transfer-Encoding', 'Authorization'].map((name) => ({
      name,
      in: 'header',
      schema: { type: 'string' },
    }));
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': describing({ parameters }) });
    expect(source.subschema.schema.getQueryType()?.getFields().test?.args).toEqual([]);
  });

  it('a pattern that may take exponential time is left to the upstream', async () => {
    await using upstream = await startUpstream(() => ({ body: '"ok"' }));
    const parameters = [{ name: 'q', in: 'query', schema: { type: 'string', pattern: '^(a+)+$' } }];
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': describing({ parameters }) });
    await source.call('Query.test', { q: `${'a'.repeat(40)}!` });
    expect(upstream.received).toHaveLength(1);
  });
});
