import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { type ForeignService, here, startPerl, succeeds } from './foreign-service.ts';

const present = succeeds('perl', '-MSOAP::Lite', '-MHTTP::Daemon', '-e', '1');

describe.skipIf(!present)(`SOAP::Lite${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let service: ForeignService;
  let gateway: Gateway;

  beforeAll(async () => {
    service = await startPerl();
    gateway = await createGateway(
      {
        sources: {
          library: soap('./library.wsdl', {
            endpoint: service.url,
            queries: ['getBooks', 'joinTitles', 'describe'],
          }),
          desk: soap('./desk.wsdl', { endpoint: service.url, responseHeaders: ['renew'], exposeErrors: true }),
        },
      },
      { baseDir: `${here}perl` },
    );
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  test('an array of structs', async () => {
    expect(await gateway.request({ query: '{ getBooks(author: "Ann", count: 2) { title pages isbn } }' })).toEqual({
      data: {
        getBooks: [
          { title: 'Book 1 by Ann <1>', pages: 100, isbn: '978000000001' },
          { title: 'Book 2 by Ann <1>', pages: 200, isbn: '978000000002' },
        ],
      },
    });
  });

  test('an array and a struct as arguments', async () => {
    const query = `query ($titles: [String]!) {
      joinTitles(titles: $titles)
      describe(book: { title: "T & U", pages: 7, isbn: "9223372036854775807" })
    }`;
    expect(await gateway.request({ query, variables: { titles: ['a<b', 'c'] } })).toEqual({
      data: { joinTitles: 'a<b|c', describe: 'T & U: 7 pages, 9223372036854775807' },
    });
  });

  const RENEW = `mutation ($card: Int!) {
    renew(reader: { name: "Ann <1>", card: $card }, days: 9, loan: [{ isbn: "9780000000011", shelf: "A&B", notes: ["worn"] }, { isbn: "2" }]) {
      body { isbn due notes shelf }
      headers { quota }
    }
  }`;

  test('a document, with typed headers in both directions', async () => {
    expect(await gateway.request({ query: RENEW, variables: { card: 1 } })).toEqual({
      data: {
        renew: {
          body: [
            { isbn: '9780000000011', due: '2026-01-09', notes: ['for Ann <1>', 'worn'], shelf: 'A&B' },
            { isbn: '2', due: '2026-01-09', notes: ['for Ann <1>'], shelf: null },
          ],
          headers: { quota: 2 },
        },
      },
    });
  });

  test('a declared fault, typed', async () => {
    const { errors } = await gateway.request({ query: RENEW, variables: { card: -1 } });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      fault: 'Lent',
      upstream: { soapFault: { code: 'Client', reason: 'no reader Ann <1>', detail: { until: '2026-12-01' } } },
    });
  });

  test('a fault of the service', async () => {
    const { errors } = await gateway.request({ query: 'mutation { checkOut(isbn: 1) }' });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });
});
