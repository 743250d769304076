import { lexicographicSortSchema, printSchema, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { grpc } from '../../../src/sources/grpc/index.ts';
import type { GrpcOptions } from '../../../src/sources/grpc/options.ts';
import type { Subschema } from '../../../src/sources/source.ts';
import { memoryIO, open, openFiles } from './support/open.ts';

async function translate(
  proto: string,
  options: Partial<GrpcOptions> = {},
  files: Record<string, string> = {},
): Promise<Subschema> {
  await using source = await open(proto, options, files);
  return source.subschema;
}

const sdl = (subschema: Subschema): string =>
  printSchema(lexicographicSortSchema(subschema.schema)).replace(/"""[\s\S]*?"""\n\s*/g, '');
const typeOf = (subschema: Subschema, coordinate: string): string => {
  const [type = '', field = ''] = coordinate.split('.');
  const found = subschema.schema.getType(type) as { getFields(): Record<string, { type: unknown }> } | undefined;
  return String(found?.getFields()[field]?.type);
};
const codes = (subschema: Subschema): string[] => subschema.issues.map(({ code }) => code);

describe('query, mutation or subscription', () => {
  const proto = `syntax = "proto3"; import "google/api/annotations.proto";
    service S {
      rpc Charge(M) returns (M) { option idempotency_level = NO_SIDE_EFFECTS; }
      rpc Peek(M) returns (M) { option (google.api.http) = { get: "/v1/{id=x/*}" additional_bindings { post: "/v1:peek" body: "*" } }; }
      rpc GetAndDrop(M) returns (M) { option (google.api.http).delete = "/v1/x"; }
      rpc GetThing(M) returns (M);
      rpc BatchGetThings(M) returns (M);
      rpc GetOrCreateThing(M) returns (M);
      rpc Store(M) returns (M) { option idempotency_level = IDEMPOTENT; }
      rpc Poke(M) returns (M);
      rpc Feed(M) returns (stream M);
      rpc Load(stream M) returns (M);
      rpc Talk(stream M) returns (stream M);
    }
    message M { string id = 1; }`;

  test('is as described, else guessed, and every guess is told', async () => {
    const subschema = await translate(proto);
    const effects = Object.fromEntries(
      [...subschema.operations].map(([name, { effect, idempotent }]) => [
        name,
        `${effect}${idempotent ? ' idempotent' : ''}`,
      ]),
    );
    expect(effects).toEqual({
      'Query.charge': 'read idempotent',
      'Query.peek': 'read idempotent',
      'Mutation.getAndDrop': 'write',
      'Query.getThing': 'read',
      'Query.batchGetThings': 'read',
      'Mutation.getOrCreateThing': 'write',
      'Mutation.store': 'write idempotent',
      'Mutation.poke': 'write',
      'Subscription.feed': 'watch',
      'Mutation.load': 'write',
      'Subscription.talk': 'watch',
    });
    const guesses = subschema.issues.filter(({ code }) => code === 'EFFECT_GUESSED');
    expect(guesses.map(({ message }) => /field "(\w+)"/.exec(message)?.[1])).toEqual([
      'getThing',
      'batchGetThings',
      'getOrCreateThing',
      'poke',
    ]);
    expect(guesses[0]?.at).toMatch(/^test\.proto:6:7$/);
  });

  test('is what the options say', async () => {
    const subschema = await translate(proto, {
      queries: ['poke'],
      mutations: ['get*'],
      lists: ['feed'],
      exclude: ['talk', 'load'],
    });
    expect([...subschema.operations.keys()].sort()).toEqual([
      'Mutation.getAndDrop',
      'Mutation.getOrCreateThing',
      'Mutation.getThing',
      'Mutation.store',
      'Query.batchGetThings',
      'Query.charge',
      'Query.feed',
      'Query.peek',
      'Query.poke',
    ]);
    expect(typeOf(subschema, 'Query.feed')).toBe('[M!]');
    expect(subschema.described).toBe(11);
  });
});

test('types, their nullability, and what becomes of every construct', async () => {
  const subschema = await translate(`syntax = "proto3"; package p;
    import "google/protobuf/timestamp.proto"; import "google/protobuf/wrappers.proto"; import "google/protobuf/struct.proto";
    import "google/protobuf/any.proto"; import "google/protobuf/empty.proto"; import "google/type/date.proto";
    import "google/type/money.proto"; import "google/type/decimal.proto"; import "google/type/timeofday.proto"; import "google/type/latlng.proto";
    service S { rpc GetAll(All) returns (All); rpc Ping(google.protobuf.Empty) returns (google.protobuf.Empty); }
    enum HTTPStatus { HTTP_STATUS_UNSPECIFIED = 0; HTTP_STATUS_OK = 200; }
    enum Bare { NONE = 0; true = 1; }
    enum Alias { option allow_alias = true; ALIAS_A = 0; ALIAS_B = 1; ALIAS_C = 1; }
    enum Digits { DIGITS_1 = 0; DIGITS_2 = 1; }
    message Void {}
    message Cat { string name = 1; } message Dog { string name = 1; }
    message All {
      int32 a = 1; uint32 b = 2; int64 c = 3; double d = 4; bool e = 5; bytes f = 6; string g = 7;
      optional string maybe = 8; repeated string list = 9; map<string, Cat> map = 10; All self = 11; repeated All selves = 12;
      oneof animal { Cat cat = 13; Dog dog = 14; }
      oneof mixed { Cat kitten = 15; string note = 16; google.protobuf.Timestamp when = 17; }
      oneof alone { string single = 18; }
      google.protobuf.Timestamp at = 19; google.protobuf.Int64Value wrapped = 20; google.protobuf.Struct struct = 21;
      google.protobuf.Any any = 22; google.protobuf.Empty empty = 23; repeated google.protobuf.Value values = 24;
      google.type.Date date = 25; google.type.Money money = 26; google.type.Decimal decimal = 27; google.type.TimeOfDay time = 28;
      google.type.LatLng place = 29; Void nothing = 30; HTTPStatus status = 31; Bare bare = 32; Alias alias = 33; Digits digits = 34;
      string old = 35 [deprecated = true];
    }`);
  expect(validateSchema(subschema.schema)).toEqual([]);
  expect(sdl(subschema)).toMatchSnapshot();
  expect(
    subschema.issues.filter(({ code }) => code === 'TYPE_OPEN').map(({ message }) => /"(\w+)"/.exec(message)?.[1]),
  ).toEqual(['struct', 'any', 'values']);
});

test('proto2: required, defaults, groups, extensions', async () => {
  const subschema = await translate(`syntax = "proto2";
    service S { rpc Get(M) returns (M); }
    message M {
      required string id = 1; optional int32 size = 2 [default = 7]; optional string note = 3;
      optional group Part = 4 { optional string name = 1; }
      optional Kind kind = 5 [default = KIND_BIG];
      extensions 100 to max [declaration = { number: 100, full_name: ".extra" }];
    }
    enum Kind { KIND_SMALL = 0; KIND_BIG = 1; }
    extend M { optional string extra = 100; }`);
  expect(['id', 'size', 'note', 'part', 'kind', 'extra'].map((name) => typeOf(subschema, `M.${name}`))).toEqual([
    'String!',
    'Int!',
    'String',
    'MPart',
    'Kind!',
    'String',
  ]);
  expect(String(subschema.schema.getQueryType()?.getFields().get?.args[0]?.type)).toBe('String!');
});

test('editions: features decide presence, and are inherited', async () => {
  const subschema = await translate(`edition = "2023"; option features.field_presence = IMPLICIT;
    service S { rpc Get(M) returns (M); }
    message M { string a = 1; string b = 2 [features.field_presence = EXPLICIT]; string c = 3 [features = { field_presence: LEGACY_REQUIRED }]; }`);
  expect(['a', 'b', 'c'].map((name) => typeOf(subschema, `M.${name}`))).toEqual(['String!', 'String', 'String!']);
});

test('names that collide are told apart, the same in each run', async () => {
  const files = {
    'a.proto': 'syntax = "proto3"; package x.a.v1; message Thing { string a = 1; }',
    'b.proto': 'syntax = "proto3"; package x.b.v1; message Thing { string b = 1; }',
  };
  const proto = `syntax = "proto3"; import "a.proto"; import "b.proto";
    service A { rpc Get(Request) returns (x.a.v1.Thing); } service B { rpc Get(Request) returns (x.b.v1.Thing); }
    message Request { string user_name = 1; string userName = 2; string query = 3; }
    message Query { string s = 1; }`;
  const subschema = await translate(proto, {}, files);
  expect([...subschema.operations.keys()]).toEqual(['Query.aGet', 'Query.bGet']);
  expect(typeOf(subschema, 'Query.aGet')).toBe('Thing');
  expect(typeOf(subschema, 'Query.bGet')).toBe('BThing');
  expect(
    subschema.schema
      .getQueryType()
      ?.getFields()
      .aGet?.args.map(({ name }) => name),
  ).toEqual(['userName', 'userName2', 'query']);
  expect(codes(subschema).filter((code) => code === 'NAME_CHANGED')).toHaveLength(3);
  expect(sdl(await translate(proto, {}, files))).toBe(sdl(subschema));
});

test('maps as JSON, lenient outputs and doubles, where asked for', async () => {
  const proto =
    'syntax = "proto3"; service S { rpc Get(M) returns (M); } message M { map<string, int32> map = 1; double d = 2; repeated string l = 3; }';
  const subschema = await translate(proto, { maps: 'json', floats: 'Double', nullability: 'lenient' });
  expect(['map', 'd', 'l'].map((name) => typeOf(subschema, `M.${name}`))).toEqual(['JSON', 'Double', '[String]']);
});

test('a description survives being kept: the last good one gives the same schema', async () => {
  const definition = grpc('./test.proto', { endpoint: 'x:1' });
  let kept: Uint8Array | undefined;
  const snapshot = {
    read: async () => kept,
    write: async (bytes: Uint8Array) => {
      kept = bytes;
    },
  };
  const proto = `syntax = "proto3"; service S { rpc Get(M) returns (M); } enum E { E_A = 0; }
    message M { map<string, M> map = 1; oneof o { E a = 2; string b = 3; } }`;
  const good = await definition.open(definition.options, memoryIO({ 'test.proto': proto }), snapshot);
  const stale = await definition.open(definition.options, memoryIO({}), snapshot);
  expect(stale.stale).toMatchObject({ code: 'DESCRIPTION_UNREADABLE' });
  expect(printSchema(stale.subschema.schema)).toBe(printSchema(good.subschema.schema));
  expect([...stale.subschema.operations.keys()]).toEqual(['Query.get']);
});

test('an endpoint that is missing or illegal is told', async () => {
  const proto = 'syntax = "proto3"; service S { rpc Get(M) returns (M); } message M { string a = 1; }';
  const told = async (options: Partial<GrpcOptions>): Promise<string[]> =>
    (await translate(proto, options)).issues.filter(({ at }) => at === 'endpoint').map(({ severity }) => severity);
  expect(await told({})).toEqual(['warning']);
  expect(await told({ endpoint: 'not an endpoint' })).toEqual(['error']);
  expect(await told({ endpoint: 'unix:/run/x.sock' })).toEqual([]);
});

test('what is missing is told with its place, and the rest stands', async () => {
  const subschema = await translate(
    `syntax = "proto3";
import "gone/away.proto";
service S { rpc Get(M) returns (M); rpc Lose(M) returns (gone.Away); }
message M { string a = 1; gone.Away b = 2; }`,
    { endpoint: 'x:1' },
  );
  expect([...subschema.operations.keys()]).toEqual(['Query.get']);
  expect(subschema.issues.filter(({ severity }) => severity !== 'info').map(({ code, at }) => `${code} ${at}`)).toEqual(
    [
      'UNRESOLVED test.proto:2:1',
      'UNRESOLVED test.proto:4:27',
      'UNRESOLVED test.proto:3:37',
      'OPERATION_SKIPPED test.proto:3:37',
    ],
  );
});

test('folders, globs and several roots', async () => {
  const files = {
    'protos/shop/v1/a.proto':
      'syntax = "proto3"; package shop.v1; import "shop/v1/types.proto"; service A { rpc GetA(T) returns (T); }',
    'protos/shop/v1/b.proto':
      'syntax = "proto3"; package shop.v1; import "common/c.proto"; service B { rpc GetB(common.C) returns (common.C); }',
    'protos/shop/v1/types.proto': 'syntax = "proto3"; package shop.v1; message T { string t = 1; }',
    'vendor/common/c.proto':
      'syntax = "proto3"; package common; message C { string c = 1; } service Other { rpc GetC(C) returns (C); }',
  };
  const keys = async (
    description: GrpcOptions['description'],
    options: Partial<GrpcOptions> = {},
  ): Promise<string[]> => {
    await using source = await openFiles(files, description, options);
    return [...source.subschema.operations.keys()];
  };
  expect(await keys('./protos/shop/v1/a.proto')).toEqual(['Query.getA']);
  expect(await keys('./protos', { importPaths: ['vendor'] })).toEqual(['Query.getA', 'Query.getB']);
  expect(await keys('protos/**/{a,b}.proto', { importPaths: ['vendor'] })).toEqual(['Query.getA', 'Query.getB']);
  expect(await keys(['protos/shop/v1/a.proto', 'vendor/common/c.proto'])).toEqual(['Query.getA', 'Query.getC']);
  expect(await keys('./protos', { importPaths: ['vendor'], services: ['*.B', 'common.Other'] })).toEqual([
    'Query.getB',
    'Query.getC',
  ]);
});

describe('descriptions are untrusted', () => {
  const refusals: [string, string, RegExp][] = [
    [
      'an import that leaves the import paths',
      'syntax = "proto3"; import "../../etc/passwd";',
      /import "\.\.\/\.\.\/etc\/passwd" leaves/,
    ],
    ['an absolute import', 'syntax = "proto3"; import "/etc/passwd";', /leaves the import paths/],
    [
      'a thousand nested messages',
      `syntax = "proto3"; ${'message M { '.repeat(1000)}${'}'.repeat(1000)}`,
      /nested too deeply/,
    ],
    ['a deeply nested option', `syntax = "proto3"; option (x) = ${'{ a: '.repeat(10_000)}`, /nested too deeply/],
    [
      'a text that ends early',
      'syntax = "proto3"; message M { string a = ',
      /test\.proto:1:\d+: expected a number, found the end of the file/,
    ],
    ['a comment without an end', 'syntax = "proto3"; /* never', /test\.proto:1:20/],
    ['an unknown syntax', 'syntax = "proto9";', /unknown syntax "proto9"/],
    ['a type name that is code', 'syntax = "proto3"; message X){process.exit()}// { }', /expected/],
    ['no service', 'syntax = "proto3"; message M {}', /there is no service/],
  ];
  test.each(refusals)('%s is refused, with its place', async (_, proto, message) => {
    const error = await translate(proto).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'DESCRIPTION_INVALID', message: expect.stringMatching(message) });
  });

  test('cyclic imports end, and names of the language do no harm', async () => {
    const subschema = await translate(
      'syntax = "proto3"; import "b.proto"; service S { rpc Get(M) returns (M); rpc constructor(M) returns (M); }',
      {},
      {
        'b.proto':
          'syntax = "proto3"; import "test.proto"; message M { string __proto__ = 1; string constructor = 2; M toString = 3; string _ = 4; string hasOwnProperty = 5 [(__proto__) = "x"]; }',
      },
    );
    expect(validateSchema(subschema.schema)).toEqual([]);
    expect(subschema.operations.size).toBe(2);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('a recursion of a thousand types is translated', async () => {
    const messages = Array.from(
      { length: 1000 },
      (_, index) => `message M${index} { M${(index + 1) % 1000} next = 1; }`,
    ).join('\n');
    const subschema = await translate(`syntax = "proto3"; service S { rpc Get(M0) returns (M0); } ${messages}`);
    expect(validateSchema(subschema.schema)).toEqual([]);
  });

  test('names in a binary descriptor that are code become names, or are refused', async () => {
    const text = (number: number, value: string | Buffer): Buffer => {
      const body = Buffer.from(value);
      return Buffer.concat([
        Buffer.from([
          (number << 3) | 2,
          (body.length & 0x7f) | (body.length > 127 ? 0x80 : 0),
          ...(body.length > 127 ? [body.length >> 7] : []),
        ]),
        body,
      ]);
    };
    const evil = 'X){process.exit()}//';
    const field = Buffer.concat([text(1, '"];process.exit();//'), Buffer.from([0x18, 1, 0x20, 1, 0x28, 9])]);
    const message = Buffer.concat([text(1, evil), text(2, field)]);
    const method = Buffer.concat([text(1, 'Get`${process.exit()}`'), text(2, `.${evil}`), text(3, `.${evil}`)]);
    const service = Buffer.concat([text(1, 'S'), text(2, method)]);
    const file = Buffer.concat([text(1, 'evil.proto'), text(4, message), text(6, service), text(12, 'proto3')]);
    await using source = await openFiles({ 'evil.pb': text(1, file) }, 'evil.pb');
    expect(validateSchema(source.subschema.schema)).toEqual([]);
    expect(source.subschema.operations.size).toBe(1);
  });

  test.each(['', 'not a descriptor', '\x0a\xff\xff\xff\xff\x0f', '\x1f\x8b broken gzip'])(
    'descriptor bytes %j are refused',
    async (bytes) => {
      await expect(openFiles({ 'x.binpb': Buffer.from(bytes, 'latin1') }, 'x.binpb')).rejects.toMatchObject({
        code: 'DESCRIPTION_INVALID',
      });
    },
  );

  test('deep binary descriptors are refused', async () => {
    let message: Buffer = Buffer.from([10, 1, 0x4d]);
    const varint = (value: number): number[] =>
      value < 128 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
    for (let depth = 0; depth < 500; depth += 1)
      message = Buffer.concat([Buffer.from([10, 1, 0x4d, 0x1a, ...varint(message.length)]), message]);
    const file = Buffer.concat([Buffer.from([0x22, ...varint(message.length)]), message]);
    const set = Buffer.concat([Buffer.from([10, ...varint(file.length)]), file]);
    await expect(openFiles({ 'x.binpb': set }, 'x.binpb')).rejects.toMatchObject({ code: 'DESCRIPTION_INVALID' });
  });
});
