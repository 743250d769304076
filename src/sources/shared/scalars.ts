import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import {
  GraphQLDate,
  GraphQLDateTime,
  GraphQLDuration,
  GraphQLEmailAddress,
  GraphQLIP,
  GraphQLIPv4,
  GraphQLIPv6,
  GraphQLJSON,
  GraphQLTime,
  GraphQLURL,
  GraphQLUUID,
} from 'graphql-scalars';
import { isUpload, noUpload } from '../../utils/uploaded-file.ts';

/**
 * The scalars that translators use, by name. All of them keep the text: a value is checked on input and sent exactly as it was
 * written, so that nothing (nanoseconds, zones, digits) is lost between a client and an upstream.
 */

/** A scalar of `graphql-scalars` whose values stay text: the `core` of its input is checked by that scalar, its output must be text. */
function textScalar(
  name: string,
  checked: GraphQLScalarType,
  description: string,
  core: (text: string) => string = (text) => text,
): GraphQLScalarType<string, string> {
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL: checked.specifiedByURL ?? null,
    serialize(value) {
      if (typeof value === 'string') return value;
      if (value instanceof Date) return value.toISOString();
      throw new GraphQLError(`${name} cannot represent ${typeof value} value.`);
    },
    parseValue(value) {
      if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`);
      checked.parseValue(core(value));
      return value;
    },
    parseLiteral(node) {
      if (node.kind !== Kind.STRING) throw new GraphQLError(`${name} must be a string.`, { nodes: [node] });
      checked.parseLiteral({ ...node, value: core(node.value) });
      return node.value;
    },
  });
}

/** A scalar whose text matches a pattern. */
function patternScalar(
  name: string,
  pattern: RegExp,
  description: string,
  specifiedByURL: string | null = null,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string' || !pattern.test(value))
      throw new GraphQLError(`${name} cannot represent this value.`);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    serialize(value) {
      if (typeof value === 'string') return value;
      throw new GraphQLError(`${name} cannot represent ${typeof value} value.`);
    },
    parseValue: parse,
    parseLiteral(node) {
      if (node.kind !== Kind.STRING) throw new GraphQLError(`${name} must be a string.`, { nodes: [node] });
      return parse(node.value);
    },
  });
}

const CANONICAL_INTEGER = /^(?:0|-?[1-9]\d*)$/;
const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MAX_DIGITS = 4096;

function integerText(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_DIGITS) {
    if (CANONICAL_INTEGER.test(value)) return value;
    if (INTEGER.test(value)) return BigInt(value.replace(/^\+/, '')).toString();
  }
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString();
  throw new GraphQLError('BigInt cannot represent a value that is not an integer.');
}

/** An integer of any size. Output is always decimal text, so that a client has one type and no value is rounded. */
export const BigIntScalar = new GraphQLScalarType<string, string>({
  name: 'BigInt',
  description:
    'An integer of any size, answered as decimal text so that no client rounds it. Input may be an integer or text; a number beyond 2^53 must be text in JSON variables.',
  serialize: integerText,
  parseValue(value) {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new GraphQLError('BigInt cannot represent a JSON number beyond 2^53 without rounding: send it as text.');
    }
    return integerText(value);
  },
  parseLiteral(node) {
    if (node.kind !== Kind.INT && node.kind !== Kind.STRING) {
      throw new GraphQLError('BigInt must be an integer or text.', { nodes: [node] });
    }
    return integerText(node.value);
  },
});

function decimalText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string' && value.length <= MAX_DIGITS && DECIMAL.test(value)) return value;
  throw new GraphQLError('Decimal cannot represent a value that is not a decimal number.');
}

/** A decimal number of any precision, as text. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'A decimal number of any precision, answered as text so that no digit is lost. Input may be a number or text.',
  serialize: decimalText,
  parseValue: decimalText,
  parseLiteral(node) {
    if (node.kind !== Kind.INT && node.kind !== Kind.FLOAT && node.kind !== Kind.STRING) {
      throw new GraphQLError('Decimal must be a number or text.', { nodes: [node] });
    }
    return decimalText(node.value);
  },
});

/** Any JSON value: the last resort of a translator, reported each time. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: GraphQLJSON.specifiedByURL ?? null,
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
});

/** Only null: of a description that says so, and nothing else. */
export const VoidScalar = new GraphQLScalarType<never, never>({
  name: 'Void',
  description: 'Null, and no other value.',
  serialize: () => {
    throw new GraphQLError('Void can only be null.');
  },
  parseValue: () => {
    throw new GraphQLError('Void can only be null.');
  },
});

/** A file of the multipart request specification; `isUpload` says what its value may be. Input only. */
export const UploadScalar = new GraphQLScalarType<unknown, never>({
  name: 'Upload',
  description: 'A file, sent as the GraphQL multipart request specification says.',
  serialize() {
    throw new GraphQLError('Upload is an input type.');
  },
  parseValue(value) {
    if (!isUpload(value)) throw noUpload();
    return value;
  },
  parseLiteral(node) {
    throw new GraphQLError('Upload must be a variable.', { nodes: [node] });
  },
});

export const DateTimeScalar = textScalar('DateTime', GraphQLDateTime, 'An instant with its offset, as RFC 3339 text.');
/** Dates of XML may have an offset, which is kept. */
export const DateScalar = textScalar(
  'Date',
  GraphQLDate,
  'A calendar date, as RFC 3339 `full-date` text; an offset behind it is kept.',
  (text) => text.replace(/(?:Z|[+-]\d\d:\d\d)$/, ''),
);
export const TimeScalar = textScalar('Time', GraphQLTime, 'A time of day with its offset, as RFC 3339 text.');
export const LocalDateTimeScalar = patternScalar(
  'LocalDateTime',
  /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
  'A date and time that may lack an offset, as ISO 8601 text.',
);
export const LocalTimeScalar = patternScalar(
  'LocalTime',
  /^\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
  'A time of day that may lack an offset, as ISO 8601 text.',
);
export const DurationScalar = textScalar('Duration', GraphQLDuration, 'A length of time, as ISO 8601 text.');
export const UuidScalar = textScalar('UUID', GraphQLUUID, 'A UUID, as RFC 9562 text.');
export const EmailAddressScalar = textScalar('EmailAddress', GraphQLEmailAddress, 'An e-mail address.');
export const UrlScalar = patternScalar(
  'URI',
  /^\S*$/,
  'A URI or a relative reference.',
  'https://www.rfc-editor.org/rfc/rfc3986',
);
export const IpScalar = textScalar('IP', GraphQLIP, 'An IPv4 or IPv6 address.');
export const Ipv4Scalar = textScalar('IPv4', GraphQLIPv4, 'An IPv4 address.');
export const Ipv6Scalar = textScalar('IPv6', GraphQLIPv6, 'An IPv6 address.');
export const AbsoluteUrlScalar = textScalar('URL', GraphQLURL, 'An absolute URL.');

/** Bytes as base64 text. */
export const ByteScalar = patternScalar(
  'Byte',
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/,
  'Bytes, as base64 text.',
  'https://www.rfc-editor.org/rfc/rfc4648',
);

/** XML text, for content that a schema leaves open. */
export const XmlScalar = patternScalar('XML', /^[\s\S]*$/, 'A fragment of XML, as text.');
