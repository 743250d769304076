import fc from 'fast-check';
import { parseTemplate } from 'url-template';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ParameterForm, pathText, queryPairs } from '../../../src/sources/openapi/codec/parameter.ts';
import { type OpenSource, open, type Received, startUpstream, type Upstream } from './harness.ts';

/**
 * Parameters as sent, against two readings that share nothing with the code: an implementation of RFC 6570, to which the standard
 * leaves matrix, label, simple and form, and readers written from the standard's table ("Style Examples") and from 2.0's
 * `collectionFormat`, which must find in the request what was given.
 */

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((it) => it.isWellFormed());
const printable = text.filter((it) => !/\p{Cc}/u.test(it));
const filled = printable.filter((it) => it !== '');
/** Names of an object's members: brackets and the like would be names of other members. */
const key = fc.stringMatching(/^[A-Za-z][\w-]{0,5}$/).filter((it) => !(it in Object.prototype));

describe('RFC 6570', () => {
  const OPERATORS = { simple: '', label: '.', matrix: ';', form: '?' } as const;
  // Not with empty members: the implementation writes `;a=` where the RFC (3.2.1) has `;a`.
  const value = fc.oneof(
    printable,
    fc.integer().map(String),
    fc.array(filled, { minLength: 1, maxLength: 4 }),
    fc.dictionary(key, filled, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  );

  it.each(
    (['simple', 'label', 'matrix', 'form'] as const).flatMap((style) =>
      [false, true].map((explode) => [style, explode] as const),
    ),
  )('%s, explode %s', (style, explode) => {
    const template = parseTemplate(`{${OPERATORS[style]}color${explode ? '*' : ''}}`);
    const form: ParameterForm = { name: 'color', style, explode, allowReserved: false };
    fc.assert(
      fc.property(value, (given) => {
        fc.pre(!(style === 'label' && explode && ambiguous(given)));
        const written = style === 'form' ? `?${queryPairs(form, given).join('&')}` : pathText(form, given);
        expect(written).toBe(template.expand({ color: given }));
      }),
    );
  });

  /** Nothing encodes a dot: of such values the RFC makes what nobody can read back. */
  const ambiguous = (given: unknown): boolean => typeof given === 'object' && JSON.stringify(given).includes('.');

  it.each([
    ['', ';color'],
    [['', 'b'], ';color;color=b'],
    [{ a: '' }, ';a'],
  ])('the matrix style of %j has no equals sign behind an empty value', (given, expected) => {
    expect(pathText({ name: 'color', style: 'matrix', explode: true, allowReserved: false }, given)).toBe(expected);
  });

  it('a list of the label style whose values have dots is rejected', () => {
    const write = (given: unknown): string =>
      pathText({ name: 'color', style: 'label', explode: true, allowReserved: false }, given);
    expect(() => write(['1.5', '2'])).toThrow('separates its values');
    expect(() => write({ a: '1.5' })).toThrow('separates its values');
    expect(write('1.5')).toBe('.1.5');
  });
});

/** One parameter as described, and how the standard reads it. */
interface Case {
  readonly label: string;
  readonly parameter: Readonly<Record<string, unknown>>;
  readonly type: 'primitive' | 'array' | 'object';
  /** The value as a receiver finds it. */
  read(received: Received): unknown;
  /** Whether this form cannot carry one of the value's texts. */
  cannot(part: string, parts: readonly string[]): boolean;
}

type Join = { readonly between: string; readonly assign: string };
const never = (): boolean => false;
const decode = decodeURIComponent;
const paired = (parts: readonly string[]): Record<string, string> =>
  Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])));
const assigned = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    }),
  );
const under = (pairs: readonly string[], name: string): string[] =>
  pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));

/** The row of the table for one style: how a list and how the members of an object are joined. */
function readJoined(written: string, type: Case['type'], explode: boolean, { between, assign }: Join): unknown {
  if (type === 'primitive') return decode(written);
  const parts = written.split(between);
  if (type === 'array') return parts.map(decode);
  return explode && assign === '=' ? assigned(parts) : paired(parts.map(decode));
}

const segmentOf = ({ url }: Received): string => url.split('?')[0]?.split('/')[2] ?? '';
const pairsOf = ({ url }: Received): string[] => url.split('?')[1]?.split('&') ?? [];
const TYPES = ['primitive', 'array', 'object'] as const;
const schemaOf = (type: Case['type']): object =>
  type === 'primitive'
    ? { type: 'string' }
    : type === 'array'
      ? { type: 'array', items: { type: 'string' } }
      : { type: 'object', properties: { r: { type: 'string' }, g: { type: 'string' }, b: { type: 'string' } } };

const control = (part: string): boolean => /\p{Cc}/u.test(part);
const noSegment = (part: string, parts: readonly string[]): boolean =>
  control(part) || ['', '.', '..'].includes(parts.join(','));
// Tabs may stand within a header's value.
const noHeader = (part: string): boolean => /[^\t\x20-\x7e\xa0-\xff]/.test(part);

function standardCases(): Case[] {
  const cases: Case[] = [];
  const add = (
    where: string,
    style: string,
    explode: boolean,
    type: Case['type'],
    rest: Pick<Case, 'read' | 'cannot'>,
  ) =>
    cases.push({
      label: `${where}, ${style}, explode ${explode}, ${type}`,
      parameter: { in: where, style, explode, schema: schemaOf(type), required: where === 'path' },
      type,
      ...rest,
    });
  for (const explode of [false, true]) {
    for (const type of TYPES) {
      const comma = { between: ',', assign: explode ? '=' : ',' };
      add('path', 'simple', explode, type, {
        read: (received) => readJoined(segmentOf(received), type, explode, comma),
        cannot: type === 'object' ? control : noSegment,
      });
      add('path', 'label', explode, type, {
        read: (received) =>
          readJoined(segmentOf(received).slice(1), type, explode, explode ? { between: '.', assign: '=' } : comma),
        // A segment of one dot, or of two, is none; and dots are not encoded.
        cannot: (part, parts) =>
          control(part) ||
          (type !== 'object' && ['', '.'].includes(parts.join(explode ? '.' : ','))) ||
          (explode && type !== 'primitive' && part.includes('.')),
      });
      add('path', 'matrix', explode, type, {
        read: (received) => {
          const written = segmentOf(received).slice(1);
          if (explode && type === 'object') return assigned(written.split(';'));
          const values = written.split(';').map((pair) => pair.split('=')[1] ?? '');
          return explode && type === 'array' ? values.map(decode) : readJoined(values[0] ?? '', type, false, comma);
        },
        cannot: control,
      });
      add('query', 'form', explode, type, {
        read: (received) => {
          const pairs = pairsOf(received);
          if (explode && type === 'object') return assigned(pairs);
          const values = under(pairs, 'color');
          return explode && type === 'array' ? values.map(decode) : readJoined(values[0] ?? '', type, false, comma);
        },
        cannot: never,
      });
      add('header', 'simple', explode, type, {
        read: ({ headers }) => {
          const written = String(headers.color);
          if (type === 'primitive') return written;
          const parts = written.split(',');
          return type === 'array'
            ? parts
            : explode
              ? Object.fromEntries(parts.map((it) => it.split(/=(.*)/s, 2)))
              : paired(parts);
        },
        cannot: (part) => noHeader(part) || (type !== 'primitive' && part.includes(',')),
      });
      add('cookie', 'form', explode, type, {
        read: ({ headers }) => {
          const pairs = String(headers.cookie).split('; ');
          if (explode && type === 'object') return assigned(pairs);
          const values = under(pairs, 'color');
          return explode && type === 'array' ? values.map(decode) : readJoined(values[0] ?? '', type, false, comma);
        },
        cannot: never,
      });
    }
  }
  for (const [style, delimiter] of [
    ['spaceDelimited', ' '],
    ['pipeDelimited', '|'],
  ] as const) {
    for (const type of ['array', 'object'] as const) {
      add('query', style, false, type, {
        read: (received) => {
          const parts = decode(under(pairsOf(received), 'color')[0] ?? '').split(delimiter);
          return type === 'array' ? parts : paired(parts);
        },
        cannot: (part) => part.includes(delimiter),
      });
    }
  }
  add('query', 'deepObject', true, 'object', {
    read: (received) =>
      Object.fromEntries(
        pairsOf(received).map((pair) => {
          const [name = '', value = ''] = pair.split('=').map(decode);
          return [/^color\[(.+)\]$/.exec(name)?.[1], value];
        }),
      ),
    cannot: never,
  });
  return cases;
}

/** 2.0: lists only; `multi` for query and form alone. */
function swaggerCases(): Case[] {
  const DELIMITERS = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|', multi: undefined };
  const places = ['path', 'query', 'header', 'formData'] as const;
  return Object.entries(DELIMITERS).flatMap(([format, delimiter]) =>
    places
      .filter((where) => delimiter !== undefined || where === 'query' || where === 'formData')
      .map((where): Case => {
        const split = (written: string): string[] =>
          // Commas within a value are encoded where the place has an encoding; other delimiters cannot be told apart by it.
          delimiter === ',' && where !== 'header'
            ? written.split(',').map(decode)
            : decode(written).split(delimiter ?? '');
        const fromPairs = (pairs: readonly string[]): string[] => {
          const values = under(pairs, 'color');
          return delimiter === undefined ? values.map(decode) : split(values[0] ?? '');
        };
        return {
          label: `2.0: ${where}, ${format}`,
          parameter: {
            in: where,
            type: 'array',
            items: { type: 'string' },
            collectionFormat: format,
            required: where === 'path',
          },
          type: 'array',
          read: (received) => {
            if (where === 'path') return split(segmentOf(received));
            if (where === 'header') return String(received.headers.color).split(delimiter ?? '');
            return fromPairs(
              where === 'query' ? pairsOf(received) : String(received.body).replaceAll('+', '%20').split('&'),
            );
          },
          cannot: (part, parts) =>
            (where === 'path' && noSegment(part, parts)) ||
            (where === 'header' && noHeader(part)) ||
            (delimiter !== undefined && (delimiter !== ',' || where === 'header') && part.includes(delimiter)),
        };
      }),
  );
}

function describingCases(cases: readonly Case[], version: '2.0' | '3.0.3'): object {
  const operations = cases.map(({ parameter }, index) => {
    const path = parameter.in === 'path' ? `/c${index}/{color}` : `/c${index}`;
    const responses = { '204': { description: 'done' } };
    return [path, { post: { operationId: `c${index}`, parameters: [{ name: 'color', ...parameter }], responses } }];
  });
  const head = version === '2.0' ? { swagger: version } : { openapi: version };
  return { ...head, info: { title: 'Test', version: '1' }, paths: Object.fromEntries(operations) };
}

describe.each([
  ['3.0.3', standardCases()],
  ['2.0', swaggerCases()],
] as const)('round trips over the wire (%s)', (version, cases) => {
  let upstream: Upstream;
  let source: OpenSource;
  beforeAll(async () => {
    upstream = await startUpstream(() => ({ status: 204 }));
    const options = { endpoint: upstream.url };
    source = await open('d.json', options, { 'd.json': describingCases(cases, version) });
  });
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  const EXPECTED = new Set(
    'accept accept-encoding color connection content-length content-type cookie host'.split(' '),
  );
  // What could end a value, a segment, a header or a pair comes up often.
  const hostile = fc.constantFrom(
    '..',
    '.',
    '/',
    '\r\n',
    '\0',
    '\t',
    '\u00e9',
    '😀',
    '%2e',
    ',',
    ';',
    '&',
    '=',
    '|',
    '#',
    '?',
    ' ',
    '"',
    '\\',
    '',
  );
  const part = fc.oneof(
    text,
    fc.array(fc.oneof(hostile, fc.stringMatching(/^\w$/)), { maxLength: 4 }).map((it) => it.join('')),
  );
  const values = {
    primitive: part,
    array: fc.array(part, { minLength: 1, maxLength: 4 }),
    object: fc.record({ r: part, g: part, b: part }, { requiredKeys: ['g'] }),
  };

  it.each(cases.map((it, index) => [it.label, it, index] as const))(
    '%s',
    async (_, { type, read, cannot, parameter }, index) => {
      // Around a header's value, blanks are not part of it (RFC 9110, 5.5).
      const where = parameter.in;
      const isHeader = where === 'header';
      const blanks = ['ssv', 'tsv'].includes(String(parameter.collectionFormat));
      const given = isHeader ? fc.oneof(values[type]).map(trimmed) : values[type];
      await fc.assert(
        fc.asyncProperty(given, async (value) => {
          const parts = typeof value === 'string' ? [value] : Object.values(value);
          fc.pre(!(isHeader && blanks && parts.includes('')));
          upstream.received.length = 0;
          const call = source.call(
            [...source.subschema.operations.keys()][index] ?? '',
            where === 'formData' ? { input: { color: value } } : { color: value },
          );
          if (parts.some((it) => cannot(it, parts))) {
            await expect(call).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
            expect(upstream.received).toEqual([]);
            return;
          }
          await call;
          expect(upstream.received).toHaveLength(1);
          const [received] = upstream.received;
          if (received === undefined) return;
          expect(read(received)).toEqual(value);
          const path = received.url.split('?')[0]?.split('/') ?? [];
          expect(path.slice(0, 2)).toEqual(['', `c${index}`]);
          expect(path).toHaveLength(where === 'path' ? 3 : 2);
          if (where !== 'query') expect(received.url).not.toContain('?');
          else if (type === 'primitive') expect(pairsOf(received)).toHaveLength(1);
          if (where === 'cookie' && type === 'primitive') expect(received.headers.cookie).not.toContain(';');
          expect(Object.keys(received.headers).filter((name) => !EXPECTED.has(name))).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );
});

function trimmed<T>(value: T): T {
  if (typeof value === 'string') return value.trim() as T;
  return (
    Array.isArray(value)
      ? value.map((it: string) => it.trim())
      : Object.fromEntries(Object.entries(value as object).map(([name, it]) => [name, String(it).trim()]))
  ) as T;
}
