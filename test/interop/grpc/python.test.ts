import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { type Opened, openAt } from '../../sources/grpc/support/open.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const python = '/usr/bin/python3';
const present =
  spawnSync(python, ['-c', 'import grpc, google.protobuf']).status === 0 &&
  spawnSync('protoc', ['--version']).status === 0;

describe.skipIf(!present)(`Python grpcio${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let server: ChildProcess;
  let lines: AsyncIterator<string>;
  let endpoint: string;
  let source: Opened;

  beforeAll(async () => {
    server = spawn(python, [`${here}server.py`], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (server.stdout === null) throw new Error('no output');
    lines = createInterface(server.stdout)[Symbol.asyncIterator]();
    endpoint = `127.0.0.1:${String((await lines.next()).value)}`;
    source = await openAt(here, './interop.proto', { endpoint });
  }, 30_000);
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    server.stdin?.end();
    await once(server, 'exit');
  });

  test('every kind of value comes back as it went', async () => {
    const input = {
      aDouble: 1.5e300,
      aFloat: 0.1,
      anInt32: -5,
      anInt64: '-9223372036854775808',
      aUint32: 4_294_967_295,
      aUint64: '18446744073709551615',
      aSint32: -2_147_483_648,
      aSint64: '-9007199254740993',
      aFixed32: 7,
      aFixed64: '9007199254740993',
      aSfixed32: -7,
      aSfixed64: '-1',
      aBool: true,
      aString: 'grüße 漢 🙂',
      someBytes: 'AP8Q',
      colour: 'BLUE',
      child: { aString: 'inner', numbers: [1] },
      numbers: [1, -1, 2_147_483_647],
      texts: ['', 'b'],
      amounts: [
        { key: 'a', value: '1' },
        { key: 'ä', value: '-2' },
      ],
      children: [{ key: 3, value: { aString: 'of three' } }],
      maybe: '',
      choice: { choiceNumber: '0' },
      at: '2024-02-29T23:59:59.123456789+02:00',
      takes: '-PT1.5S',
      open: { a: [1, 'x', null, true, { b: {} }] },
      wrapped: '0',
      any: { '@type': 'type.googleapis.com/interop.v1.Number', value: '42' },
      mask: ['aString', 'child.a_bool'],
      value: null,
    };
    const echoed = await source.call('Query.echo', input);
    const { choice: _, ...plain } = input;
    expect(echoed).toMatchObject({
      ...plain,
      child: { aString: 'inner', numbers: [1], anInt64: '0', child: null },
      children: [{ key: 3, value: { aString: 'of three' } }],
      amounts: expect.arrayContaining(input.amounts),
      choiceNumber: '0',
      choiceText: null,
      choiceCase: 'CHOICE_NUMBER',
      at: '2024-02-29T21:59:59.123456789Z',
      mask: ['aString', 'child.aBool'],
    });
    expect(await source.call('Query.echo', input, { select: 'maybe,any,choiceCase' })).toEqual({
      maybe: '',
      any: { '@type': 'type.googleapis.com/interop.v1.Number', value: '42' },
      choiceCase: 'CHOICE_NUMBER',
    });
  });

  test('a server stream is a subscription, and leaving it cancels the call', async () => {
    const values: unknown[] = [];
    for await (const event of source.watch('Subscription.count', { to: 500 })) values.push(event);
    expect(values).toEqual(Array.from({ length: 500 }, (_, index) => ({ value: String(index + 1) })));
    let seen = 0;
    for await (const _ of source.watch('Subscription.count', { to: 0 })) {
      seen += 1;
      if (seen === 3) break;
    }
    server.stdin?.write('cancelled?\n');
    expect((await lines.next()).value).toBe('yes');
  });

  test('a client stream is a mutation with a list', async () => {
    const messages = [{ value: '1' }, { value: '9007199254740993' }, { value: '-4' }];
    expect(await source.call('Mutation.sum', { messages })).toEqual({ sum: '9007199254740990', messages: 3 });
  });

  test('a bidirectional stream is a subscription with a list', async () => {
    const values: unknown[] = [];
    for await (const event of source.watch('Subscription.double', { messages: [{ value: '2' }, { value: '21' }] }))
      values.push(event);
    expect(values).toEqual([{ value: '4' }, { value: '42' }]);
  });

  test('rich errors are decoded', async () => {
    const error = await source
      .call('Mutation.fail', { code: 3, message: 'nicht möglich', rich: true })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      retryAfterMs: 1500,
      protocol: {
        text: 'nicht möglich',
        grpcStatus: {
          code: 3,
          name: 'INVALID_ARGUMENT',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: [{ field: 'sku', description: 'must not be empty' }],
            },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: 'PT1.5S' },
          ],
        },
      },
    });
  });

  test.each([
    [1, 'UPSTREAM_FAILED'],
    [5, 'UPSTREAM_REJECTED'],
    [7, 'UPSTREAM_UNAUTHORIZED'],
    [8, 'UPSTREAM_THROTTLED'],
    [12, 'UPSTREAM_REJECTED'],
    [13, 'UPSTREAM_FAILED'],
    [14, 'UPSTREAM_UNAVAILABLE'],
    [16, 'UPSTREAM_UNAUTHORIZED'],
  ])('status %i is %s', async (code, expected) => {
    await expect(source.call('Mutation.fail', { code, message: 'x' })).rejects.toMatchObject({
      code: expected,
      protocol: { grpcStatus: { code } },
    });
  });

  test('the deadline travels along, and the server ends the call by it', async () => {
    const { timeRemaining } = (await source.call(
      'Query.sleep',
      { seconds: 0 },
      { deadline: performance.now() + 5000 },
    )) as { timeRemaining: number };
    expect(timeRemaining).toBeGreaterThan(4);
    expect(timeRemaining).toBeLessThanOrEqual(5);
    await expect(
      source.call('Query.sleep', { seconds: 2 }, { deadline: performance.now() + 100 }),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
  });

  test('its reflection (v1alpha) gives the same schema as its proto', async () => {
    await using reflected = await openAt(here, endpoint, {});
    expect(printSchema(reflected.subschema.schema).replace(/"""[\s\S]*?"""\n\s*/g, '')).toBe(
      printSchema(source.subschema.schema).replace(/"""[\s\S]*?"""\n\s*/g, ''),
    );
    expect(await reflected.call('Query.echo', { aString: 'x' }, { select: 'aString' })).toEqual({ aString: 'x' });
  });
});
