import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { create, createFileRegistry, toBinary } from '@bufbuild/protobuf';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Opened, open, openFiles } from './support/open.ts';

const field = (name: string, number: number, type: Type, more: object = {}) => ({
  name,
  number,
  type,
  label: Label.OPTIONAL,
  ...more,
});

const descriptor: FileDescriptorProto = create(FileDescriptorProtoSchema, {
  name: 'test.proto',
  package: 't.v1',
  syntax: 'proto3',
  messageType: [
    {
      name: 'Text',
      field: [
        field('text', 1, Type.STRING),
        field('size', 2, Type.INT64),
        field('maybe', 3, Type.STRING, { oneofIndex: 0, proto3Optional: true }),
        field('children', 4, Type.MESSAGE, { typeName: '.t.v1.Text', label: Label.REPEATED }),
        field('kind', 5, Type.ENUM, { typeName: '.t.v1.Kind' }),
        field('marks', 6, Type.MESSAGE, { typeName: '.t.v1.Text.MarksEntry', label: Label.REPEATED }),
      ],
      oneofDecl: [{ name: '_maybe' }],
      nestedType: [
        {
          name: 'MarksEntry',
          field: [field('key', 1, Type.STRING), field('value', 2, Type.SINT32)],
          options: { mapEntry: true },
        },
      ],
    },
  ],
  enumType: [
    {
      name: 'Kind',
      value: [
        { name: 'KIND_NONE', number: 0 },
        { name: 'KIND_BIG', number: 1 },
      ],
    },
  ],
  service: [
    {
      name: 'Texts',
      method: [
        { name: 'Get', inputType: '.t.v1.Text', outputType: '.t.v1.Text', options: { idempotencyLevel: 1 } },
        { name: 'Feed', inputType: '.t.v1.Text', outputType: '.t.v1.Text', serverStreaming: true },
        { name: 'Join', inputType: '.t.v1.Text', outputType: '.t.v1.Text', clientStreaming: true },
      ],
    },
  ],
});

const proto = `syntax = "proto3"; package t.v1;
  service Texts {
    rpc Get(Text) returns (Text) { option idempotency_level = NO_SIDE_EFFECTS; }
    rpc Feed(Text) returns (stream Text);
    rpc Join(stream Text) returns (Text);
  }
  message Text {
    string text = 1; int64 size = 2; optional string maybe = 3; repeated Text children = 4; Kind kind = 5;
    map<string, sint32> marks = 6;
  }
  enum Kind { KIND_NONE = 0; KIND_BIG = 1; }`;

test('a binary descriptor set gives what its proto gives', async () => {
  const bytes = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [descriptor] }));
  await using fromSet = await openFiles({ 'texts.binpb': bytes }, './texts.binpb');
  await using fromText = await open(proto);
  expect(printSchema(fromSet.subschema.schema)).toBe(printSchema(fromText.subschema.schema));
  expect([...fromSet.subschema.operations.keys()]).toEqual([...fromText.subschema.operations.keys()]);
});

type Message = Record<string, unknown> & { text: string };
// biome-ignore lint/suspicious/noExplicitAny: the service is described at run time, so that it has no static type.
type Dynamic = any;

const file = createFileRegistry(descriptor, () => undefined);

const routes = connectNodeAdapter({
  routes: (router) => {
    const service = file.getService('t.v1.Texts');
    if (service === undefined) throw new Error('no service');
    (router as Dynamic).service(service, {
      get: (request: Message, context: HandlerContext) => {
        if (request.text === 'fail') {
          throw new ConnectError('ging nicht', Code.FailedPrecondition, undefined, [
            { desc: file.getMessage('t.v1.Text'), value: { text: 'detail' } } as Dynamic,
          ]);
        }
        if (request.text === 'context') {
          return { text: `${context.requestHeader.get('x-tenant')} ${(context.timeoutMs() ?? 0) > 1000}` };
        }
        return request;
      },
      feed: async function* (request: Message, context: HandlerContext) {
        for (let index = 0; index < 3; index += 1) yield { text: `${request.text}${index}` };
        if (request.text === 'fail') throw new ConnectError('mitten drin', Code.DataLoss);
        if (request.text === 'forever') {
          await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
          left();
        }
      },
      join: async (requests: AsyncIterable<Message>) => {
        const texts: string[] = [];
        for await (const { text } of requests) texts.push(text);
        return { text: texts.join('+') };
      },
    });
  },
});
let left: () => void = () => undefined;

describe.each(['grpc', 'grpc-web', 'connect'] as const)('%s upstream', (protocol) => {
  const server = protocol === 'grpc' ? createHttp2Server(routes) : createHttpServer(routes);
  const sockets = new Set<Socket>();
  let source: Opened;
  let endpoint: string;

  beforeAll(async () => {
    server.on('connection', (socket: Socket) => sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    source = await open(proto, { endpoint, protocol });
  });
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('a unary call', async () => {
    const args = {
      text: 'ü',
      size: '9007199254740993',
      maybe: '',
      children: [{ text: 'c' }],
      kind: 'BIG',
      marks: [{ key: 'k', value: -3 }],
    };
    expect(await source.call('Query.get', args)).toEqual({
      ...args,
      children: [{ text: 'c', size: '0', maybe: null, children: [], kind: 'NONE', marks: [] }],
    });
  });

  test('metadata and deadline', async () => {
    expect(
      await source.call('Query.get', { text: 'context' }, { select: 'text', forwarded: { 'x-tenant': 'a' } }),
    ).toEqual({ text: 'a true' });
  });

  test('an error with details', async () => {
    await expect(source.call('Query.get', { text: 'fail' })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      protocol: {
        text: 'ging nicht',
        grpcStatus: {
          code: 9,
          name: 'FAILED_PRECONDITION',
          details: [{ '@type': 'type.googleapis.com/t.v1.Text', text: 'detail' }],
        },
      },
    });
  });

  test('a server stream, to its end and to its error', async () => {
    const seen: unknown[] = [];
    for await (const event of source.watch('Subscription.feed', { text: 'a' }, { select: 'text' })) seen.push(event);
    expect(seen).toEqual([{ text: 'a0' }, { text: 'a1' }, { text: 'a2' }]);
    const partial: unknown[] = [];
    const run = async (): Promise<void> => {
      for await (const event of source.watch('Subscription.feed', { text: 'fail' }, { select: 'text' }))
        partial.push(event);
    };
    await expect(run()).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      protocol: { text: 'mitten drin', grpcStatus: { name: 'DATA_LOSS' } },
    });
    expect(partial).toHaveLength(3);
  });

  test('leaving a stream cancels it upstream', async () => {
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    for await (const event of source.watch('Subscription.feed', { text: 'forever' })) {
      expect(event).toMatchObject({ text: 'forever0' });
      break;
    }
    await gone;
  });

  test('a client stream', async () => {
    expect(
      await source.call('Mutation.join', { messages: [{ text: 'a' }, { text: 'b' }] }, { select: 'text' }),
    ).toEqual({ text: 'a+b' });
  });

  test('compressed requests, and answers over the limit', async () => {
    await using packed = await open(proto, { endpoint, protocol, gzipFrom: 50, maxResponseBytes: 1000 });
    const text = 'compress me '.repeat(20);
    expect(await packed.call('Query.get', { text }, { select: 'text' })).toEqual({ text });
    expect(await packed.call('Mutation.join', { messages: [{ text }] }, { select: 'text' })).toEqual({ text });
    await expect(packed.call('Query.get', { text: 'x'.repeat(2000) })).rejects.toMatchObject({
      code: 'UPSTREAM_MALFORMED',
    });
  });

  test('nothing there', async () => {
    await using nowhere = await open(proto, { endpoint: '127.0.0.1:1', protocol });
    await expect(nowhere.call('Query.get', {})).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});
