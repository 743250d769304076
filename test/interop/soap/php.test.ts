import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { type ForeignService, here, startPhp, succeeds } from './foreign-service.ts';

const present = succeeds('php', '-r', 'exit(extension_loaded("soap") ? 0 : 1);');

describe.skipIf(!present)(`PHP's SoapServer${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let service: ForeignService;
  let gateway: Gateway;

  beforeAll(async () => {
    service = await startPhp();
    gateway = await createGateway(
      {
        sources: {
          zoo: soap('./zoo.wsdl', { endpoint: `${service.url}/zoo`, queries: ['echo'], exposeErrors: true }),
          shop: soap('./shop.wsdl', { endpoint: `${service.url}/shop`, queries: ['*'], namespace: 'shop' }),
          shop12: soap('./shop.wsdl', {
            endpoint: `${service.url}/shop`,
            queries: ['*'],
            namespace: 'shop12',
            port: 'ShopPort12',
          }),
          zoo12: soap('./zoo.wsdl', {
            endpoint: `${service.url}/zoo`,
            port: 'Zoo12',
            namespace: 'twelve',
            responseHeaders: ['checkUser'],
            exposeErrors: true,
          }),
          // To this agent PHP answers faults with HTTP 200.
          zoo200: soap('./zoo.wsdl', {
            endpoint: `${service.url}/zoo`,
            namespace: 'always200',
            headers: { 'user-agent': 'Shockwave Flash' },
            exposeErrors: true,
          }),
        },
      },
      { baseDir: `${here}php` },
    );
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  const ask = (query: string, variables: Record<string, unknown> = {}) => gateway.request({ query, variables });

  test('values of many types come back equal', async () => {
    const args =
      'text: $text, long: "9223372036854775807", decimal: "12345678901234567890.123", double: 0.1, flag: true, bytes: "AAECAw==", when: "2026-02-28T12:30:00.5+02:00", words: $words';
    const fields = '{ text long decimal double flag bytes when nothing words }';
    const variables = { text: ' <a> & "b" ]]> \u00e9\u{1f600}\n\tc ', words: ['one', '', 'th<ree'] };
    const { data, errors } = await ask(
      `query ($text: String!, $words: [String!]) { echo(${args}) ${fields} }`,
      variables,
    );
    expect(errors).toBeUndefined();
    expect(data?.echo).toEqual({
      ...variables,
      long: '9223372036854775807',
      decimal: '12345678901234567890.123',
      double: 0.1,
      flag: true,
      bytes: 'AAECAw==',
      when: '2026-02-28T12:30:00.5+02:00',
      nothing: null,
    });
  });

  test('types are told apart by xsi:type, in both directions', async () => {
    const list =
      '{ listAnimals(ids: [1, 2]) { __typename id name born ... on Dog { breed } ... on Bird { wingspan flies } } }';
    expect(await ask(list)).toEqual({
      data: {
        listAnimals: [
          { __typename: 'Dog', id: 1, name: 'Rex & Co', born: '2019-05-01', breed: 'Beagle' },
          { __typename: 'Bird', id: 2, name: 'Tweety', born: null, wingspan: '0.25', flies: true },
        ],
      },
    });
    expect(
      await ask(
        'mutation { addAnimal(animal: { bird: { id: 7, name: "Owl", wingspan: 1.5, flies: true } }) { kind described } }',
      ),
    ).toEqual({ data: { addAnimal: { kind: 'Bird', described: '7 Owl 1.5/true' } } });
    expect(
      await ask('mutation { addAnimal(animal: { dog: { id: 8, name: "Rex", breed: "Pug" } }) { kind described } }'),
    ).toEqual({ data: { addAnimal: { kind: 'Dog', described: '8 Rex Pug' } } });
  });

  test('a declared fault is typed', async () => {
    const { errors } = await ask('{ listAnimals(ids: [9]) { name } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_REJECTED', source: 'zoo' });
    expect(JSON.stringify(errors?.[0]?.extensions)).toContain('"detail":{"id":9,"hint":"try 1"}');
  });

  test.each([
    ['zoo', 500, 'Client'],
    ['twelve', 500, 'Sender'],
    ['always200', 200, 'Client'],
  ])('a declared fault of %s is typed, with its HTTP status %i', async (source, httpStatus, code) => {
    const field = 'listAnimals(ids: [9]) { name }';
    const { data, errors } = await ask(source === 'zoo' ? `{ ${field} }` : `{ ${source} { ${field} } }`);
    expect(JSON.stringify(data)).toContain('"listAnimals":null');
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      fault: 'NoSuchAnimal',
      upstream: { httpStatus, soapFault: { code, reason: 'no animal 9', detail: { id: 9, hint: 'try 1' } } },
    });
  });

  test('a header that the description declares is an argument', async () => {
    expect(await ask('{ checkUser(session: { user: "ann" }) }')).toEqual({ data: { checkUser: 'ann' } });
    const { errors } = await ask('{ checkUser }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test('a header that the description declares for answers is a field', async () => {
    expect(
      await ask('{ twelve { checkUser(session: { user: "ann" }) { body headers { visit { number until } } } } }'),
    ).toEqual({
      data: {
        twelve: { checkUser: { body: 'ann', headers: { visit: { number: 7, until: '2026-12-01T18:00:00Z' } } } },
      },
    });
  });

  test('SOAP 1.2 is spoken where its port is chosen', async () => {
    const { data, errors } = await ask('{ twelve { listAnimals(ids: [1]) { __typename name } } }');
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain('"name":"Rex & Co"');
    const fault = await ask('{ twelve { listAnimals(ids: [9]) { name } } }');
    expect(fault.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });

  describe.each(['shop', 'shop12'])('SOAP encoding of %s', (source) => {
    const shop = async (query: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
      const operation = query.startsWith('query') ? query.replace('{', `{ ${source} {`) : `{ ${source} ${query}`;
      const { data, errors } = await ask(`${operation} }`, variables);
      expect(errors).toBeUndefined();
      return data?.[source];
    };

    test('lists and maps in values that no schema describes', async () => {
      const map = { '@xsi:type': '{http://xml.apache.org/xml-soap}Map', item: [{ key: 'qty', value: 3 }] };
      const calls = [['stock.update', map, [null]], { sku: 'a', deep: { flag: true } }];
      const { batch } = (await shop('query ($calls: [JSON]) { batch(calls: $calls) { seen map } }', { calls })) as {
        batch: { seen: string; map: unknown };
      };
      expect(JSON.parse(batch.seen)).toEqual([
        ['stock.update', { qty: 3 }, [null]],
        { sku: 'a', deep: { flag: true } },
      ]);
      expect(batch.map).toEqual({ a: 1, b: [true, 'x'] });
    });

    test('arrays, structs and references', async () => {
      expect(await shop('{ getItems(skus: ["a", "bc"], factor: 1.5) { sku price stock } }')).toEqual({
        getItems: [
          { sku: 'a', price: 1.5, stock: 1 },
          { sku: 'bc', price: 3, stock: 2 },
        ],
      });
      expect(
        await shop('{ store(items: [{ sku: "x", price: 1, stock: 4 }, { sku: "y", price: 2, stock: 5 }]) }'),
      ).toEqual({ store: 9 });
      expect(await shop('{ getTwice(sku: "q") { first { sku stock } second { sku price } } }')).toEqual({
        getTwice: { first: { sku: 'q', stock: 3 }, second: { sku: 'q', price: 1.5 } },
      });
    });
  });
});
