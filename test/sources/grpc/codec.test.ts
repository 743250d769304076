import { describe, expect, test } from 'vitest';
import { codecOf } from './support/codec.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

describe('well-known types, as ProtoJSON has them where it says', () => {
  const codec = codecOf(`syntax = "proto3";
    import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/wrappers.proto";
    import "google/protobuf/struct.proto"; import "google/protobuf/any.proto"; import "google/protobuf/empty.proto";
    import "google/protobuf/field_mask.proto"; import "google/type/date.proto"; import "google/type/timeofday.proto";
    import "google/type/decimal.proto";
    message M {
      google.protobuf.Timestamp at = 1; google.protobuf.Duration takes = 2; google.protobuf.DoubleValue number = 3;
      google.protobuf.UInt64Value big = 4; google.protobuf.BytesValue bytes = 5; google.protobuf.BoolValue flag = 6;
      google.protobuf.Struct struct = 7; google.protobuf.Value value = 8; google.protobuf.ListValue list = 9;
      google.protobuf.Any any = 10; google.protobuf.Empty empty = 11; google.protobuf.FieldMask mask = 12;
      google.type.Date date = 13; google.type.TimeOfDay time = 14; google.type.Decimal decimal = 15;
      repeated google.protobuf.Timestamp times = 16; map<string, google.protobuf.Duration> durations = 17;
      google.protobuf.StringValue text = 18; repeated google.protobuf.Value values = 19;
    }`);

  const same: [string, unknown][] = [
    ['at', '1970-01-01T00:00:00Z'],
    ['at', '0001-01-01T00:00:00Z'],
    ['at', '9999-12-31T23:59:59.999999999Z'],
    ['at', '1969-12-31T23:59:59.500Z'],
    ['at', '2024-02-29T12:00:00.000001Z'],
    ['at', '2024-02-29T12:00:00.000000001Z'],
    ['takes', 'PT0S'],
    ['takes', 'PT315576000000S'],
    ['takes', '-PT315576000000.999999999S'],
    ['takes', '-PT0.5S'],
    ['takes', 'PT1.000000001S'],
    ['number', 0],
    ['number', -1.5],
    ['big', '18446744073709551615'],
    ['big', '0'],
    ['bytes', ''],
    ['bytes', 'AAEC/w=='],
    ['flag', false],
    ['text', ''],
    ['struct', {}],
    ['struct', { a: null, b: [1, 'x', true, { c: [] }], __proto: 1 }],
    ['value', 1.25],
    ['value', 'text'],
    ['value', false],
    ['value', []],
    ['value', { a: { b: {} } }],
    ['list', [null, 1]],
    ['empty', true],
    ['mask', []],
    ['mask', ['user.displayName', 'photo']],
    ['date', '2024-05-31'],
    ['date', '0001-01-01'],
    ['time', '00:00:00'],
    ['time', '23:59:59.000000001'],
    ['decimal', '-12.50'],
    ['times', ['2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z']],
    ['durations', [{ key: 'a', value: 'PT1S' }]],
    ['values', [null, 1, 'x']],
    ['any', { '@type': 'type.googleapis.com/M', ...(codec.decode('M', Buffer.alloc(0)) as object) }],
    ['any', { '@type': 'type.googleapis.com/google.protobuf.Duration', value: 'PT1.5S' }],
    ['any', { '@type': 'type.googleapis.com/google.protobuf.Struct', value: { a: 1 } }],
    [
      'any',
      {
        '@type': 'type.googleapis.com/google.protobuf.Any',
        value: { '@type': 'x/google.protobuf.Empty', value: true },
      },
    ],
    ['any', { '@type': 'type.googleapis.com/unknown.Thing', value: 'AQID' }],
  ];
  test.each(same)('%s %j comes back as it went', (name, value) => {
    expect((codec.decode('M', codec.encode('M', { [name]: value })) as Record<string, unknown>)[name]).toEqual(value);
  });

  const other: [string, unknown, unknown][] = [
    ['at', '2024-02-29T12:00:00.123456789123+02:00', '2024-02-29T10:00:00.123456789Z'],
    ['at', '2024-12-31t23:00:00-01:30', '2025-01-01T00:30:00Z'],
    ['takes', 'P1W', 'PT604800S'],
    ['takes', 'P1DT2H3M4.5S', 'PT93784.5S'],
    ['mask', ['user.display_name'], ['user.displayName']],
    ['number', 'NaN', Number.NaN],
    ['number', '-Infinity', Number.NEGATIVE_INFINITY],
  ];
  test.each(other)('%s %j comes back as %j', (name, value, expected) => {
    expect((codec.decode('M', codec.encode('M', { [name]: value })) as Record<string, unknown>)[name]).toEqual(
      expected,
    );
  });

  const refused: [string, unknown][] = [
    ['at', '2024-02-30T00:00:00Z'],
    ['at', '2024-02-29'],
    ['at', '10000-01-01T00:00:00Z'],
    ['at', '0001-01-01T00:00:00+01:00'],
    ['takes', 'P1M'],
    ['takes', 'P1Y'],
    ['takes', 'PT315576000001S'],
    ['big', '18446744073709551616'],
    ['big', '-1'],
    ['date', '2024-05'],
    ['struct', []],
    ['any', { value: 1 }],
    ['any', { '@type': 'x/unknown', field: 1 }],
    ['text', '\ud800'],
  ];
  test.each(refused)('%s %j is BAD_USER_INPUT', (name, value) => {
    expect(() => codec.encode('M', { [name]: value })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  test('dates that are not whole are shorter', () => {
    expect(codec.decode('M', hex('6a 03 08 e8 0f'), 'date')).toEqual({ date: '2024' });
    expect(codec.decode('M', hex('6a 05 08 e8 0f 10 05'), 'date')).toEqual({ date: '2024-05' });
    expect(codec.decode('M', hex('6a 04 10 05 18 1f'), 'date')).toEqual({ date: '--05-31' });
  });

  test('instants out of range are malformed', () => {
    expect(() => codec.decode('M', hex('0a 0a 08 ff ff ff ff ff ff ff ff 7f'))).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_MALFORMED' }),
    );
    expect(() => codec.decode('M', hex('12 04 08 01 10 80 80 80 80 f8 ff ff ff ff 01'))).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_MALFORMED' }),
    );
  });
});

describe('the encoding itself', () => {
  const codec = codecOf(`syntax = "proto3";
    enum Kind { KIND_NONE = 0; KIND_BIG = 1; }
    message In { string a = 1; int32 b = 2; In in = 3; repeated int32 l = 4; }
    message Cat { string name = 1; } message Dog { string name = 1; int32 age = 2; }
    message M {
      In in = 1; repeated int32 packed = 2; repeated int32 plain = 3 [packed = false]; Kind kind = 4; repeated Kind kinds = 5;
      oneof animal { Cat cat = 6; Dog dog = 7; }
      oneof choice { string text = 8; In message = 9; }
      map<string, In> map = 10; bool flag = 11; string name = 12; float f = 13; map<int64, string> byNumber = 14;
      repeated In ins = 15;
    }`);
  const field = (bytes: string, name: string): unknown =>
    (codec.decode('M', hex(bytes)) as Record<string, unknown>)[name];
  const inner = { a: '', b: 0, in: null, l: [] };

  test('a message that comes in parts is merged', () => {
    expect(field('0a 03 0a 01 61  0a 02 10 05  0a 05 22 01 01 10 07', 'in')).toEqual({
      ...inner,
      a: 'a',
      b: 7,
      l: [1],
    });
    expect(codec.decode('M', hex('0a 03 0a 01 61  0a 02 10 05'), 'in{b}')).toEqual({ in: { b: 5 } });
  });

  test('packed and unpacked are both understood, whatever is declared', () => {
    expect(field('12 03 01 02 03  10 04', 'packed')).toEqual([1, 2, 3, 4]);
    expect(field('1a 02 01 02  18 03', 'plain')).toEqual([1, 2, 3]);
    expect(codec.encode('M', { plain: [1, 2] })).toEqual(hex('18 01 18 02'));
    expect(codec.encode('M', { packed: [1, 300] })).toEqual(hex('12 03 01 ac 02'));
  });

  test('the last scalar stands; of a oneof the last member', () => {
    expect(field('62 01 61 62 01 62', 'name')).toBe('b');
    expect(codec.decode('M', hex('42 01 61 4a 02 10 05'), 'text,message{b},choiceCase')).toEqual({
      text: null,
      message: { b: 5 },
      choiceCase: 'MESSAGE',
    });
    expect(codec.decode('M', hex('4a 02 10 05 42 01 61'), 'message{b},choiceCase')).toEqual({
      message: null,
      choiceCase: 'TEXT',
    });
    expect(codec.decode('M', hex('4a 02 10 05 42 01 61 4a 03 0a 01 78'), 'message{a,b}')).toEqual({
      message: { a: 'x', b: 0 },
    });
    expect(codec.decode('M', hex(''), 'text,choiceCase')).toEqual({ text: null, choiceCase: null });
  });

  test('a oneof of messages is the member, with its type', () => {
    expect(codec.decode('M', hex('32 03 0a 01 61'), 'animal{name}')).toEqual({
      animal: { __typename: 'Cat', name: 'a' },
    });
    expect(codec.decode('M', hex('32 03 0a 01 61 3a 02 10 05'), 'animal{name,age}')).toEqual({
      animal: { __typename: 'Dog', name: '', age: 5 },
    });
    expect(codec.decode('M', codec.encode('M', { animal: { dog: {} } }), 'animal{age}')).toEqual({
      animal: { __typename: 'Dog', age: 0 },
    });
    expect(codec.decode('M', hex(''), 'animal{name}')).toEqual({ animal: null });
  });

  test('unknown enum numbers of an open enum are told as such', () => {
    expect(field('20 63', 'kind')).toBe('UNRECOGNIZED');
    expect(field('2a 03 00 63 01', 'kinds')).toEqual(['NONE', 'UNRECOGNIZED', 'BIG']);
    expect(() => codec.encode('M', { kind: 'UNRECOGNIZED' })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });

  test('map entries: missing parts have their defaults, the last of equal keys stands', () => {
    expect(field('52 00', 'map')).toEqual([{ key: '', value: inner }]);
    expect(field('52 07 0a 01 61 12 02 10 01  52 07 0a 01 61 12 02 10 02', 'map')).toEqual([
      { key: 'a', value: { ...inner, b: 2 } },
    ]);
    expect(
      codec.decode(
        'M',
        codec.encode('M', { byNumber: [{ key: '-9223372036854775808', value: 'x' }] }),
        'byNumber{key,value}',
      ),
    ).toEqual({
      byNumber: [{ key: '-9223372036854775808', value: 'x' }],
    });
  });

  test('unknown fields of every wire type are skipped, groups too', () => {
    expect(
      field(
        'a0 06 ff ff ff ff ff ff ff ff ff 01  a1 06 0000000000000000  a2 06 02 0000  a3 06 08 01 ab 06 5c a4 06  a5 06 00000000 62 01 61'.replace(
          'ab 06 5c',
          'ab 06 ac 06',
        ),
        'name',
      ),
    ).toBe('a');
  });

  test('floats are the shortest decimals that are the same float', () => {
    expect(field('6d cd cc cc 3d', 'f')).toBe(0.1);
    expect(field('6d 00 00 80 7f', 'f')).toBe(Number.POSITIVE_INFINITY);
    expect(field('6d ff ff 7f 7f', 'f')).toBe(3.4028235e38);
  });

  test.each([
    ['a length past the end', '62 05 61'],
    ['a number past the end', '6d 00 00'],
    ['a varint of eleven bytes', '20 80 80 80 80 80 80 80 80 80 80 01'],
    ['a varint without an end', '20 80'],
    ['text that is not UTF-8', '62 02 c3 28'],
    ['an overlong encoding', '62 02 c0 80'],
    ['a group without an end', 'a3 06 08 01'],
    ['an end of a group that never began', 'a4 06'],
    ['an inner length past its message', '0a 02 0a 05 61 62 63 64 65'],
    ['a tag of wire type 7', '67'],
  ])('%s is malformed', (_, bytes) => {
    expect(() => codec.decode('M', hex(bytes))).toThrow(expect.objectContaining({ code: 'UPSTREAM_MALFORMED' }));
  });

  test('five thousand levels are malformed, and ninety are not', () => {
    const nested = (depth: number): Buffer => {
      const varint = (value: number): number[] =>
        value < 128 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
      let bytes: Buffer = Buffer.alloc(0);
      for (let level = 0; level < depth; level += 1)
        bytes = Buffer.concat([Buffer.from([level === depth - 1 ? 10 : 26, ...varint(bytes.length)]), bytes]);
      return bytes;
    };
    expect(() => codec.decode('M', nested(5000))).toThrow(expect.objectContaining({ code: 'UPSTREAM_MALFORMED' }));
    expect(codec.decode('M', nested(90), 'in{in{b}}')).toEqual({ in: { in: { b: 0 } } });
    expect(() => codec.encode('M', { in: JSON.parse(`${'{"in":'.repeat(200)}{}${'}'.repeat(200)}`) })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });

  test('a million packed items are read, and a million empty parts do not take forever', () => {
    const many = Buffer.concat([hex('12 c0 84 3d'), Buffer.alloc(1_000_000, 1)]);
    expect((codec.decode('M', many, 'packed') as { packed: number[] }).packed).toHaveLength(1_000_000);
    const begin = performance.now();
    expect(codec.decode('M', Buffer.alloc(2_000_000, hex('0a 00')), 'in{b}')).toEqual({ in: { b: 0 } });
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});

describe('proto2', () => {
  const codec = codecOf(`syntax = "proto2";
    enum Kind { KIND_SMALL = 3; KIND_BIG = 5; }
    message M {
      required string id = 1; optional int32 size = 2 [default = -7]; optional Kind kind = 3; repeated Kind kinds = 4;
      optional group Part = 5 { optional string name = 1; optional group Deep = 2 { optional int32 n = 1; } }
      repeated group Item = 6 { optional int32 n = 1; }
      optional string text = 7 [default = "a\\"b\\n\\303\\274"]; optional double d = 8 [default = inf]; optional Kind dk = 9 [default = KIND_BIG];
      optional uint64 big = 10 [default = 0xFFFFFFFFFFFFFFFF];
      extensions 100 to 199;
    }
    extend M { optional string extra = 100; }`);

  test('what is absent has its declared default, else is null', () => {
    expect(codec.decode('M', Buffer.alloc(0))).toEqual({
      id: null,
      size: -7,
      kind: null,
      kinds: [],
      part: null,
      item: [],
      text: 'a"b\nü',
      d: Number.POSITIVE_INFINITY,
      dk: 'BIG',
      big: '18446744073709551615',
      extra: null,
    });
  });

  test('unknown numbers of a closed enum are unknown fields', () => {
    expect(codec.decode('M', hex('18 04 20 03 20 04 20 05'), 'kind,kinds')).toEqual({
      kind: null,
      kinds: ['SMALL', 'BIG'],
    });
  });

  test('groups and extensions, both ways', () => {
    const value = { id: 'x', part: { name: 'p', deep: { n: 7 } }, item: [{ n: 1 }, { n: 2 }], extra: 'e' };
    const bytes = codec.encode('M', value);
    expect(codec.decode('M', bytes)).toMatchObject(value);
    expect(codec.decode('M', bytes, 'extra,item{n}')).toEqual({ extra: 'e', item: value.item });
  });

  test('a set field is sent even when it has its default', () => {
    expect(codec.encode('M', { size: -7 }).length).toBeGreaterThan(0);
    expect(codec.decode('M', hex('3a 02 c3 28'), 'text')).toEqual({ text: '\ufffd(' });
  });
});

test('maps as JSON objects, by option', () => {
  const codec = codecOf('syntax = "proto3"; message M { map<string, int64> map = 1; map<int32, M> nested = 2; }', {
    maps: 'json',
  });
  const value = { map: { a: '1', __proto: '2' }, nested: { '3': { map: {}, nested: {} } } };
  expect(codec.decode('M', codec.encode('M', value))).toEqual(value);
  const evil = codec.encode('M', { map: JSON.parse('{"__proto__":"5"}') });
  expect(({} as Record<string, unknown>)['5']).toBeUndefined();
  expect(Object.keys((codec.decode('M', evil) as { map: object }).map)).toEqual(['__proto__']);
});

test('delimited messages of editions, both ways', () => {
  const codec = codecOf(`edition = "2023"; option features.message_encoding = DELIMITED;
    message In { int32 n = 1; } message M { In in = 1; repeated In ins = 2; map<string, In> map = 3; In not = 4 [features.message_encoding = LENGTH_PREFIXED]; }`);
  const value = { in: { n: 1 }, ins: [{ n: 2 }, { n: 3 }], map: [{ key: 'a', value: { n: 4 } }], not: { n: 5 } };
  const bytes = codec.encode('M', value);
  expect(bytes.subarray(0, 4)).toEqual(hex('0b 08 01 0c'));
  expect(codec.decode('M', bytes)).toEqual(value);
});
