import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { type Dice, diceOf } from './random/dice.ts';
import { hasXmllint } from './random/judge.ts';
import { echoCodec, echoing, remarks, written } from './written.ts';

interface Candidate {
  readonly field: string;
  readonly value: unknown;
  readonly text: string;
}

interface Base {
  readonly type: string;
  readonly facets: readonly (readonly [string, readonly string[]])[];
  /** Values, as GraphQL and as the wire have them where that is not the same. */
  readonly values: readonly unknown[];
}

const LENGTHS = [
  ['length', ['0', '2', '3']],
  ['minLength', ['1', '3']],
  ['maxLength', ['0', '2', '4']],
] as const;
const bounds = (...values: string[]): Base['facets'] =>
  ['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive', 'enumeration'].map((name) => [name, values]);
const PATTERNS = [
  '[a-c]+',
  '\\d{2,3}',
  '.*x',
  '[^a]*',
  '\\i\\c*',
  '[A-Z]{2}-\\d',
  'a|bc',
  '[\\w\\-]+',
  '\\p{Lu}.*',
  '(ab)?c',
  '[.^$]',
  '\\s?a',
  'a\\.b',
  '[a-z-[bc]]+',
  '\\p{IsBasicLatin}*',
  '[\\p{IsLatin-1Supplement}a]+',
  '\\P{IsBasicLatin}',
];
const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  '12',
  '123',
  'AB-1',
  ' a',
  'a  b',
  'a\tb',
  'x',
  'bc',
  '^',
  '$',
  'a.b',
  'c',
  'ac',
  '\u00e9',
  '\u{1f600}x',
  'x-y',
  '1a',
  'é',
  'Äb',
  'd',
];
const WORDS: Base['facets'] = [...LENGTHS, ['pattern', PATTERNS], ['enumeration', ['a', '12', 'a b', 'AB-1']]];
const NUMBERS: Base['facets'] = [
  ...bounds('-1', '0', '10', '99'),
  ['totalDigits', ['1', '2']],
  ['pattern', ['\\d+', '-?[1-9]\\d*']],
];

const BASES: readonly Base[] = [
  { type: 'string', facets: [...WORDS, ['whiteSpace', ['preserve', 'replace', 'collapse']]], values: TEXTS },
  { type: 'normalizedString', facets: [...WORDS, ['whiteSpace', ['replace', 'collapse']]], values: TEXTS },
  { type: 'token', facets: WORDS, values: TEXTS },
  { type: 'NMTOKEN', facets: WORDS, values: TEXTS },
  { type: 'NCName', facets: WORDS, values: ['a', 'a:b', '1a', '', 'é', 'a-b', '-a', 'a b'] },
  { type: 'language', facets: LENGTHS, values: ['de', 'en-GB', 'x', '1', 'abcdefghi', ''] },
  { type: 'int', facets: NUMBERS, values: [-100, -1, 0, 9, 10, 11, 99, 100, 2147483647] },
  { type: 'unsignedByte', facets: NUMBERS, values: [-1, 0, 9, 255, 256] },
  { type: 'integer', facets: NUMBERS, values: ['-100', '-1', '0', '9', '10', '100000000000000000'] },
  { type: 'positiveInteger', facets: [], values: ['-1', '0', '1'] },
  {
    type: 'decimal',
    facets: [...bounds('-1.5', '0', '10.0', '9.99'), ['totalDigits', ['2', '3']], ['fractionDigits', ['0', '1', '2']]],
    values: ['-1.5', '-1.50', '0', '0.00', '9.99', '9.990', '10', '10.000', '123.4', '0.123'],
  },
  { type: 'double', facets: bounds('-1.5', '0', '1E2'), values: [-2, -1.5, 0, 99.5, 100, 100.5, 1e300] },
  { type: 'boolean', facets: [['pattern', ['true']]], values: [true, false] },
  // With a zone or without: what is not known to be first is judged in several ways.
  {
    type: 'dateTime',
    facets: bounds('2020-01-01T00:00:00Z', '2019-12-31T23:00:00-05:00'),
    values: [
      '2020-01-01T00:00:00Z',
      '2020-01-01T02:00:00+02:00',
      '2020-01-01T04:00:00.001Z',
      '2019-12-31T09:59:59-14:00',
      '2020-01-01T25:00:00Z',
      '2020-01-01T00:00:00+15:00',
    ],
  },
  {
    type: 'dateTime',
    facets: bounds('2020-01-01T00:00:00', '2020-02-29T12:00:00'),
    values: [
      '2020-01-01T00:00:00',
      '2021-02-29T00:00:00',
      '2020-02-28T24:00:00',
      '-0001-01-01T00:00:00',
      '2020-1-1T00:00:00',
    ],
  },
  { type: 'date', facets: bounds('2020-03-01'), values: ['2020-02-29', '2020-03-01', '2020-03-02', '2019-02-29'] },
  { type: 'date', facets: bounds('2020-02-29Z'), values: ['2020-02-29Z', '2020-02-28Z', '2020-03-01Z', '2020-02-30Z'] },
  {
    type: 'time',
    facets: bounds('12:00:00', '09:30:00.5'),
    values: ['12:00:00', '12:00:00.000', '11:59:59.999', '09:30:00.5', '09:30:00.499', '24:00:00', '12:60:00'],
  },
  { type: 'gYear', facets: bounds('1999', '2000'), values: ['1998', '1999', '2000', '2001', '99'] },
  { type: 'gMonthDay', facets: bounds('--02-29'), values: ['--02-28', '--02-29', '--03-01', '--02-30', '02-28'] },
  {
    type: 'duration',
    facets: bounds('P1M', 'PT36H', 'P1Y'),
    values: ['P1M', 'P27D', 'P32D', 'P12M', 'P1DT12H', 'PT35H', '-P1D', 'P', 'PT', 'P2Y'],
  },
  { type: 'base64Binary', facets: LENGTHS, values: ['', 'YQ==', 'YWI=', 'YWJj', 'YWJjZA=='] },
  {
    type: 'hexBinary',
    facets: [...LENGTHS, ['enumeration', ['AB']]],
    values: ['', 'AB', 'ABCD', 'ABCDEF', 'ABC', 'XY'],
  },
  { type: 'anyURI', facets: [...LENGTHS, ['enumeration', ['a']]], values: ['', 'a', 'urn:x', 'abc'] },
];

const isTextual = ({ type, facets }: Base): boolean =>
  facets.some((row) => WORDS.includes(row)) || type.startsWith('g');
/** The judge takes any text for base64 in a union. */
const SIMPLE = BASES.filter(({ type }) => type !== 'base64Binary');

/** At most one facet of each sort, so that they do not contradict each other. */
function restriction(dice: Dice, base: Base): string {
  const sorts = new Map<string, Base['facets'][number][]>();
  for (const row of base.facets) {
    const sort = /^(?:m..(?:In|Ex)clusive)$/.test(row[0]) ? 'bound' : /ength$/.test(row[0]) ? 'length' : row[0];
    sorts.set(sort, [...(sorts.get(sort) ?? []), row]);
  }
  const kinds = [...sorts.values()].filter(() => dice.chance(0.5)).map((rows) => dice.pick(rows));
  const facets = kinds.map(([name, values]) =>
    dice
      .times(
        name === 'enumeration' || name === 'pattern' ? 1 + dice.int(2) : 1,
        () => `<xs:${name} value="${dice.pick(values)}"/>`,
      )
      .join(''),
  );
  return `<xs:restriction base="xs:${base.type}">${facets.join('')}</xs:restriction>`;
}

const simple = (content: string): string => `<xs:simpleType>${content}</xs:simpleType>`;

/** The declarations whose facets may stand together, and the candidates that are no values of theirs. */
async function judged(
  folder: string,
  declared: readonly string[],
  candidates: readonly Candidate[],
): Promise<{ legal: ReadonlySet<string>; refused: ReadonlySet<number> }> {
  const [xsd, xml] = [join(folder, 'facets.xsd'), join(folder, 'facets.xml')];
  const legal = new Map(declared.map((text, index) => [`e${index}`, text.replace(' minOccurs="0"', '')]));
  for (;;) {
    const names = [...legal.keys()];
    const choice = names.map((name) => `<xs:element ref="${name}"/>`).join('');
    await writeFile(
      xsd,
      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n${[...legal.values()].join('\n')}\n<xs:element name="all"><xs:complexType><xs:choice maxOccurs="unbounded">${choice}</xs:choice></xs:complexType></xs:element></xs:schema>`,
    );
    const kept = candidates
      .map((candidate, index) => ({ ...candidate, index }))
      .filter(({ field }) => legal.has(field));
    const lines = kept.map(({ field, text }) => `<${field}>${text.replaceAll('\t', '&#9;')}</${field}>`);
    await writeFile(xml, `<all>\n${lines.join('\n')}\n</all>`);
    const { stderr } = spawnSync('xmllint', ['--noout', '--schema', xsd, xml], { encoding: 'utf8' });
    expect(stderr).not.toMatch(/^Schemas parser error : facet/);
    const illegal = [...stderr.matchAll(/facets\.xsd:(\d+):/g)].map((match) => names[Number(match[1]) - 2] ?? '');
    if (illegal.length === 0) {
      const refused = [...stderr.matchAll(/facets\.xml:(\d+):/g)].map(
        (match) => kept[Number(match[1]) - 2]?.index ?? -1,
      );
      return { legal: new Set(names), refused: new Set(refused) };
    }
    for (const name of illegal) legal.delete(name);
  }
}

test.skipIf(!hasXmllint)(
  'what a type takes as input is what xmllint takes',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'soap-facets-'));
    try {
      await fc.assert(
        fc.asyncProperty(fc.integer(), async (seed) => {
          const dice = diceOf(seed);
          const declared: string[] = [];
          const candidates: Candidate[] = [];
          const add = (type: string, values: readonly (readonly [unknown, string])[]): void => {
            const field = `e${declared.length}`;
            declared.push(`<xs:element name="${field}" minOccurs="0">${type}</xs:element>`);
            for (const [value, text] of values) candidates.push({ field, value, text });
          };
          const asIs = (values: readonly unknown[]): [unknown, string][] =>
            values.map((value) => [value, String(value)]);
          for (const base of BASES) {
            const type = restriction(dice, base);
            // Values of an enumeration of text have names in GraphQL: they are for the random schemas.
            if (!type.includes('enumeration') || !isTextual(base)) add(simple(type), asIs(base.values));
            if (base.type === 'string' || type.includes('enumeration')) continue;
            const list = simple(`<xs:list>${simple(type)}</xs:list>`);
            const facet = dice.pick([
              '<xs:length value="2"/>',
              '<xs:maxLength value="1"/>',
              '<xs:minLength value="2"/>',
              '',
            ]);
            const words = base.values.filter((value) => /^\S+$/.test(String(value)));
            const lists = dice.times(2, () => dice.times(1 + dice.int(2), () => dice.pick(words)));
            add(
              simple(`<xs:restriction>${list}${facet}</xs:restriction>`),
              lists.map((items) => [items, items.join(' ')]),
            );
          }
          const [one, other] = [dice.pick(SIMPLE), dice.pick(SIMPLE)].map((base) => simple(restriction(dice, base)));
          add(
            simple(
              `<xs:union>${one}${other}${simple('<xs:restriction base="xs:NMTOKEN"><xs:length value="5"/></xs:restriction>')}</xs:union>`,
            ),
            asIs(['a', '12', 'abcde', '2020-01-01', '']),
          );
          const listed = simple(
            `<xs:restriction>${simple(`<xs:list>${one}</xs:list>`)}${dice.pick(['<xs:maxLength value="1"/>', '<xs:length value="2"/>', ''])}</xs:restriction>`,
          );
          add(
            simple(`<xs:union>${listed}${other}</xs:union>`),
            asIs(['a', '12', '12  13', ' 1 ', '2020-01-01', 'a b c', '']),
          );
          const subschema = await written({
            'main.wsdl': echoing(
              `<xs:element name="Message"><xs:complexType><xs:sequence>${declared.join('')}</xs:sequence></xs:complexType></xs:element>`,
            ),
          });
          expect(remarks(subschema)).toEqual([]);
          const { legal, refused } = await judged(folder, declared, candidates);
          const codec = echoCodec(subschema);
          for (const [index, { field, value }] of candidates.entries()) {
            if (!legal.has(field)) continue;
            let problem = '';
            try {
              codec.encode({ [field]: value });
            } catch (error) {
              if (!GatewayError.is(error) || error.code !== 'BAD_USER_INPUT') throw error;
              problem = error.message;
            }
            expect(
              problem !== '',
              `${declared[Number(field.slice(1))]} with ${JSON.stringify(value)}: ${problem}`,
            ).toBe(refused.has(index));
          }
        }),
        { numRuns: Number(process.env.INTERLACE_FUZZ_RUNS ?? 30) },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
