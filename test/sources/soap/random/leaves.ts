import type { Dice } from './dice.ts';

/** A simple type by its name, and values of it as GraphQL has them. */
export interface Leaf {
  readonly type: string;
  value(): unknown;
  /** A value as the wire writes it, where that is no empty text: for defaults. */
  readonly preset?: { readonly text: string; readonly value: unknown };
  /** May be an attribute: an attribute's white space is changed on the way (XML 1.0, 3.3.3) unless it is escaped. */
  readonly list?: boolean;
}

const TEXT = ['a', ' b ', '<&>"\'', ']]>', '\u00e9\u4e2d', '\u{1f600}', 'x\ny\tz\r', '', '&amp;', '<![CDATA[q]]>'];
const ZONES = ['', 'Z', '+02:00', '-05:30', '+14:00'];

export function leavesOf({ int, pick, times, chance, float }: Dice): readonly Leaf[] {
  const two = (max: number): string => String(1 + int(max)).padStart(2, '0');
  const year = (): string => `20${10 + int(80)}`;
  const date = (): string => `${year()}-${two(12)}-${two(28)}`;
  const time = (): string => `${two(23)}:${two(59)}:${two(59)}${pick(['', '.5', '.123456789'])}`;
  const bytes = (max: number): Buffer => Buffer.from(times(int(max), () => int(256)));
  const word = (): string => pick(['a', 'b1', 'Zed', '_x', 'a-b.c']);
  return [
    {
      type: 'xs:string',
      value: () => times(int(4), () => pick(TEXT)).join(''),
      preset: { text: 'pre set', value: 'pre set' },
    },
    { type: 'xs:normalizedString', value: () => times(1 + int(3), () => pick(['a', '  b', 'c '])).join('') },
    { type: 'xs:token', value: () => times(1 + int(3), word).join(' ') },
    { type: 'xs:NMTOKEN', value: word, preset: { text: 'w', value: 'w' } },
    { type: 'xs:language', value: () => pick(['de', 'en-GB']) },
    { type: 'xs:int', value: () => int(4294967295) - 2147483648, preset: { text: '7', value: 7 } },
    { type: 'xs:unsignedByte', value: () => int(256) },
    { type: 'xs:unsignedInt', value: () => String(int(4294967296)) },
    { type: 'xs:long', value: () => String((BigInt(int(2 ** 31)) << 31n) - (1n << 61n)) },
    { type: 'xs:unsignedLong', value: () => String(18446744073709551615n - BigInt(int(1000))) },
    { type: 'xs:negativeInteger', value: () => `-${1 + int(9)}${'0'.repeat(int(18))}` },
    {
      type: 'xs:decimal',
      value: () => `${pick(['-', ''])}${1 + int(1e9)}.${1 + int(999)}`,
      preset: { text: '1.50', value: '1.50' },
    },
    { type: 'xs:double', value: float },
    { type: 'xs:float', value: () => int(1000) / 8 },
    { type: 'xs:boolean', value: () => chance(0.5), preset: { text: 'true', value: true } },
    { type: 'xs:dateTime', value: () => `${date()}T${time()}${pick(ZONES)}` },
    { type: 'xs:date', value: () => `${date()}${pick(ZONES)}` },
    { type: 'xs:time', value: () => `${time()}${pick(ZONES)}` },
    { type: 'xs:gYear', value: () => `${year()}${pick(ZONES)}` },
    { type: 'xs:gMonthDay', value: () => `--${two(12)}-${two(28)}` },
    {
      type: 'xs:duration',
      value: () => `${pick(['', '-'])}P${1 + int(9)}Y${int(9)}M${1 + int(9)}DT${1 + int(9)}H${int(60)}.5S`,
    },
    { type: 'xs:QName', value: () => `${pick(['', '{urn:q}', '{urn:t}', '{http://example.com/a?b&c}'])}${word()}` },
    { type: 'xs:anyURI', value: () => pick(['http://example.com/a?b=c&d#e', 'urn:x:y', '../up', '#here']) },
    { type: 'xs:base64Binary', value: () => bytes(20).toString('base64') },
    { type: 'xs:hexBinary', value: () => bytes(9).toString('hex').toUpperCase() },
    {
      type: 't:Color',
      value: () => pick(['RED', 'DARK_BLUE', '_3']),
      preset: { text: 'dark blue', value: 'DARK_BLUE' },
    },
    { type: 't:Code', value: () => `${pick(['AB', 'ZZ'])}-${100 + int(900)}` },
    { type: 't:Share', value: () => `0.${10 + int(90)}` },
    { type: 't:Size', value: () => 1 + int(9), preset: { text: '3', value: 3 } },
    { type: 't:IntOrColor', value: () => pick(['12', 'RED', 'dark blue', '-1']) },
    { type: 't:Numbers', value: () => times(1 + int(4), () => int(1000)), list: true },
    { type: 't:TwoColors', value: () => times(2, () => pick(['RED', '_3'])), list: true },
    { type: 'xs:NMTOKENS', value: () => times(1 + int(3), word), list: true },
    { type: 'o:Level', value: () => pick(['LOW', 'HIGH']), preset: { text: 'low', value: 'LOW' } },
  ];
}

/** The simple types of this schema that `leavesOf` speaks of; `Size` is in the chameleon, `Level` in the other namespace. */
export const SIMPLE_TYPES = `
<xs:simpleType name="Color"><xs:restriction base="xs:string"><xs:enumeration value="RED"/><xs:enumeration value="dark blue"/><xs:enumeration value="3"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Code"><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{2}-\\d{3}"/><xs:maxLength value="6"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Share"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/><xs:maxExclusive value="1"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>
<xs:simpleType name="IntOrColor"><xs:union memberTypes="xs:int t:Color"/></xs:simpleType>
<xs:simpleType name="Numbers"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:simpleType name="TwoColors"><xs:restriction><xs:simpleType><xs:list><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="RED"/><xs:enumeration value="3"/></xs:restriction></xs:simpleType></xs:list></xs:simpleType><xs:length value="2"/></xs:restriction></xs:simpleType>
`;
export const CHAMELEON = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:simpleType name="Small"><xs:restriction base="xs:int"><xs:minInclusive value="1"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Size"><xs:restriction base="Small"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>
</xs:schema>`;
export const LEVEL =
  '<xs:simpleType name="Level"><xs:restriction base="xs:NMTOKEN"><xs:enumeration value="low"/><xs:enumeration value="high"/></xs:restriction></xs:simpleType>';
