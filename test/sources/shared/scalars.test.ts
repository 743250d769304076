import fc from 'fast-check';
import { type GraphQLScalarType, parseValue } from 'graphql';
import { expect, test } from 'vitest';
import {
  BigIntScalar,
  ByteScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  JsonScalar,
  LocalDateTimeScalar,
  UploadScalar,
  UuidScalar,
} from '../../../src/sources/shared/scalars.ts';

const literal = (scalar: GraphQLScalarType, text: string): unknown => scalar.parseLiteral(parseValue(text), {});

test('BigInt keeps every digit, in and out', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
      const text = value.toString();
      expect(BigIntScalar.parseValue(text)).toBe(text);
      expect(literal(BigIntScalar, text)).toBe(text);
      expect(BigIntScalar.serialize(value)).toBe(text);
      expect(BigIntScalar.serialize(text)).toBe(text);
    }),
  );
});

test('BigInt answers text whatever the size, so that a client has one type', () => {
  expect(BigIntScalar.serialize(7)).toBe('7');
  expect(BigIntScalar.serialize(2n ** 63n)).toBe('9223372036854775808');
});

test('BigInt refuses a JSON number that has been rounded already', () => {
  expect(() => BigIntScalar.parseValue(2 ** 53)).toThrow(/text/);
  expect(BigIntScalar.parseValue(2 ** 53 - 1)).toBe('9007199254740991');
});

test.each(['1.5', '', 'x', '0x10', '1e3', ' 1'])('BigInt refuses %j', (text) => {
  expect(() => BigIntScalar.parseValue(text)).toThrow();
  expect(() => BigIntScalar.serialize(text)).toThrow();
});

test('BigInt has one spelling of a value', () => {
  expect(BigIntScalar.parseValue('007')).toBe('7');
  expect(BigIntScalar.parseValue('+7')).toBe('7');
  expect(BigIntScalar.parseValue('-0')).toBe('0');
});

test('Decimal keeps trailing zeros and long fractions', () => {
  for (const text of ['10.10', '0.1000000000000000055511151231257827', '-1e-7', '.5']) {
    expect(DecimalScalar.parseValue(text)).toBe(text);
    expect(DecimalScalar.serialize(text)).toBe(text);
  }
  expect(() => DecimalScalar.parseValue('1,5')).toThrow();
  expect(() => DecimalScalar.serialize(Number.NaN)).toThrow();
});

test('DateTime is checked on input and kept as written, nanoseconds and offset included', () => {
  const text = '2024-02-29T23:59:59.123456789+05:30';
  expect(DateTimeScalar.parseValue(text)).toBe(text);
  expect(literal(DateTimeScalar, `"${text}"`)).toBe(text);
  expect(DateTimeScalar.serialize(text)).toBe(text);
  expect(() => DateTimeScalar.parseValue('2024-02-30T00:00:00Z')).toThrow();
  expect(() => DateTimeScalar.parseValue('yesterday')).toThrow();
});

test('Date is checked on input, and keeps the offset that XML may put behind it', () => {
  for (const text of ['2024-02-29', '2024-02-29Z', '2024-02-29+05:30']) {
    expect(DateScalar.parseValue(text)).toBe(text);
    expect(literal(DateScalar, `"${text}"`)).toBe(text);
    expect(DateScalar.serialize(text)).toBe(text);
  }
  for (const text of ['2024-02-30', '2024-02-29+5', '2024-02-29T00:00:00Z'])
    expect(() => DateScalar.parseValue(text)).toThrow();
});

test('LocalDateTime takes a time without an offset', () => {
  expect(LocalDateTimeScalar.parseValue('2024-01-01T00:00:00')).toBe('2024-01-01T00:00:00');
});

test('UUID is checked', () => {
  expect(() => UuidScalar.parseValue('123')).toThrow();
});

test.each(['', 'aGk=', 'aGk', 'AAAA'])('Byte takes %j', (text) => {
  expect(ByteScalar.parseValue(text)).toBe(text);
});
test.each(['a', 'a===', '!!!!', 'aGk=aGk='])('Byte refuses %j', (text) => {
  expect(() => ByteScalar.parseValue(text)).toThrow();
});

test('JSON takes a literal with variables', () => {
  expect(JsonScalar.parseLiteral(parseValue('{ a: [1, "b", $c] }'), { c: true })).toEqual({ a: [1, 'b', true] });
});

test('Upload is for input only, and only as a variable', () => {
  expect(() => UploadScalar.serialize('x')).toThrow();
  expect(() => literal(UploadScalar, '"x"')).toThrow();
});
