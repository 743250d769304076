import { clark, SOAP11_ENCODING, SOAP12_ENCODING, XSD } from '../xml/namespaces.ts';
import type { LeafKind, LeafShape, WhiteSpace } from './shape.ts';

const collapse = (leaf: LeafKind): readonly [LeafKind, WhiteSpace] => [leaf, 'collapse'];

/** The simple types of XSD 1.0 (part 2, section 3), and the two of 1.1 that descriptions use. */
const BUILT_IN: Readonly<Record<string, readonly [LeafKind, WhiteSpace]>> = {
  string: ['string', 'preserve'],
  normalizedString: ['string', 'replace'],
  token: collapse('string'),
  language: collapse('string'),
  Name: collapse('string'),
  NCName: collapse('string'),
  NMTOKEN: collapse('string'),
  ID: collapse('string'),
  IDREF: collapse('string'),
  ENTITY: collapse('string'),
  NOTATION: collapse('qname'),
  QName: collapse('qname'),
  anyURI: collapse('uri'),
  boolean: collapse('boolean'),
  byte: collapse('int'),
  unsignedByte: collapse('int'),
  short: collapse('int'),
  unsignedShort: collapse('int'),
  int: collapse('int'),
  unsignedInt: collapse('bigint'),
  long: collapse('bigint'),
  unsignedLong: collapse('bigint'),
  integer: collapse('bigint'),
  positiveInteger: collapse('bigint'),
  nonNegativeInteger: collapse('bigint'),
  negativeInteger: collapse('bigint'),
  nonPositiveInteger: collapse('bigint'),
  decimal: collapse('decimal'),
  float: collapse('float'),
  double: collapse('float'),
  dateTime: collapse('dateTime'),
  dateTimeStamp: collapse('dateTimeStamp'),
  date: collapse('date'),
  time: collapse('time'),
  duration: collapse('duration'),
  yearMonthDuration: collapse('duration'),
  dayTimeDuration: collapse('duration'),
  gYear: collapse('string'),
  gYearMonth: collapse('string'),
  gMonth: collapse('string'),
  gMonthDay: collapse('string'),
  gDay: collapse('string'),
  base64Binary: collapse('base64'),
  hexBinary: collapse('hex'),
  anySimpleType: ['string', 'preserve'],
  anyAtomicType: ['string', 'preserve'],
  // Names of the drafts.
  CDATA: ['string', 'replace'],
  timeInstant: collapse('dateTime'),
  timeDuration: collapse('duration'),
  uriReference: collapse('uri'),
  binary: collapse('base64'),
};

/** Value ranges of the integer types, as facets. */
const RANGES: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
  byte: ['-128', '127'],
  unsignedByte: ['0', '255'],
  short: ['-32768', '32767'],
  unsignedShort: ['0', '65535'],
  unsignedInt: ['0', '4294967295'],
  long: ['-9223372036854775808', '9223372036854775807'],
  unsignedLong: ['0', '18446744073709551615'],
  positiveInteger: ['1', undefined],
  nonNegativeInteger: ['0', undefined],
  negativeInteger: [undefined, '-1'],
  nonPositiveInteger: [undefined, '0'],
};

/** The list types that are built in. */
export const BUILT_IN_LISTS: Readonly<Record<string, string>> = {
  NMTOKENS: 'NMTOKEN',
  IDREFS: 'IDREF',
  ENTITIES: 'ENTITY',
};

const cache = new Map<string, LeafShape>();

/** Shape of a built-in simple type, also of those that SOAP encoding repeats in its own namespace. */
export function builtInLeaf(namespace: string, local: string): LeafShape | undefined {
  if (namespace !== XSD && namespace !== SOAP11_ENCODING && namespace !== SOAP12_ENCODING) return undefined;
  // SOAP encoding has one name of its own for base64Binary.
  const name = local === 'base64' && namespace !== XSD ? 'base64Binary' : local;
  const row = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (row === undefined) return undefined;
  const key = clark(namespace, local);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const [leaf, whiteSpace] = row;
  const [min, max] = RANGES[name] ?? [];
  const shape: LeafShape = {
    kind: 'leaf',
    leaf,
    whiteSpace,
    builtIn: name,
    type: { namespace, local },
    ...(min === undefined && max === undefined
      ? undefined
      : {
          facets: {
            ...(min === undefined ? undefined : { minInclusive: min }),
            ...(max === undefined ? undefined : { maxInclusive: max }),
          },
        }),
  };
  cache.set(key, shape);
  return shape;
}
