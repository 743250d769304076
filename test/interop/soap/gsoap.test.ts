import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { type ForeignService, here, startGsoap, succeeds } from './foreign-service.ts';

const present = succeeds('soapcpp2', '-V') && succeeds('g++', '--version');

describe.skipIf(!present)(`gSOAP${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let services: readonly ForeignService[] = [];
  let gateway: Gateway;

  beforeAll(async () => {
    services = await Promise.all([startGsoap(1), startGsoap(2)]);
    const common = { exposeErrors: true, responseHeaders: ['getAccounts'] };
    const [one, two] = services.map(({ url }) => ({ ...common, endpoint: url }));
    gateway = await createGateway(
      {
        sources: {
          eleven: soap('./bank.wsdl', { ...one, namespace: 'eleven' }),
          twelve: soap('./bank.wsdl', { ...two, namespace: 'twelve', port: 'Bank12' }),
          mtom: soap('./bank.wsdl', { ...one, namespace: 'mtom', mtom: true }),
          mtom12: soap('./bank.wsdl', { ...two, namespace: 'mtom12', port: 'Bank12', mtom: true }),
        },
      },
      { baseDir: `${here}gsoap` },
    );
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await Promise.all(services.map((service) => service[Symbol.asyncDispose]()));
  });

  const query = (source: string, field: string) => gateway.request({ query: `{ ${source} { ${field} } }` });
  const mutate = (source: string, field: string) => gateway.request({ query: `mutation { ${source} { ${field} } }` });

  test.each(['eleven', 'twelve'])('%s: inheritance, and headers in both directions', async (source) => {
    // Two sources give types of these names, so that each has its own.
    const type = (name: string): string => source.charAt(0).toUpperCase() + source.slice(1) + name;
    const account = `body { __typename iban holder balance { value currency }
      ... on ${type('Checking')} { limit } ... on ${type('Savings')} { rate { from to factor } } }`;
    const args = 'iban: ["S", "C"], openedAfter: "2026-02-28T12:30:00+02:00"';
    const session = 'session: { user: "Ann <&>", calls: 41 }';
    const answer = await query(
      source,
      `getAccounts(${args}, ${session}) { ${account} headers { session { user calls } } }`,
    );
    const accounts = [
      {
        ...{ __typename: type('Savings'), iban: 'S', holder: 'Zo\u00eb & <Co>' },
        balance: { value: '12345678901234567.89', currency: 'EUR' },
        rate: [{ from: 'CHF', to: 'EUR', factor: 0.1 }],
      },
      {
        ...{ __typename: type('Checking'), iban: 'C', holder: '2026-02-28T10:30:00Z' },
        balance: { value: '-0.5', currency: 'CHF' },
        limit: '9223372036854775807',
      },
    ];
    const headers = { session: { user: 'Ann <&>', calls: 42 } };
    expect(answer).toEqual({ data: { [source]: { getAccounts: { body: accounts, headers } } } });
    expect(await query(source, 'getAccounts(iban: ["C"]) { headers { session { user } } }')).toEqual({
      data: { [source]: { getAccounts: { headers: { session: null } } } },
    });
  });

  test.each(['eleven', 'twelve'])('%s: an input names the type that it is of', async (source) => {
    const common = 'iban: "I", holder: "H", balance: { value: "7.10", currency: EUR }';
    const savings = `savings: { rate: [{ factor: 2.5, to: EUR, from: CHF }], ${common} }`;
    expect(await mutate(source, `openAccount(account: { ${savings} }, note: " n ")`)).toEqual({
      data: { [source]: { openAccount: 'Savings 1 2.500000|I|H|7.10|EUR| n ' } },
    });
    expect(await mutate(source, `openAccount(account: { checking: { limit: "-5", ${common} } }, note: null)`)).toEqual({
      data: { [source]: { openAccount: 'Checking -5|I|H|7.10|EUR|(nil)' } },
    });
  });

  test.each([
    ['eleven', 'Client', 'Server', 500],
    ['twelve', 'Sender', 'Receiver', 400],
  ])('%s: a declared fault is typed, another one is not', async (source, sender, receiver, senderStatus) => {
    const ask = (iban: string, amount: string) =>
      mutate(source, `withdraw(iban: "${iban}", amount: { value: "${amount}", currency: CHF }) { value currency }`);
    expect(await ask('a', '1.00')).toEqual({ data: { [source]: { withdraw: { value: '2.50', currency: 'CHF' } } } });
    const declared = await ask('a', '2.00');
    expect(declared.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      fault: 'InsufficientFunds',
      upstream: {
        httpStatus: senderStatus,
        soapFault: {
          code: sender,
          reason: 'not enough money',
          detail: { balance: { value: '3.50', currency: 'CHF' }, retryAfter: 60 },
        },
      },
    });
    const other = await ask('broken', '2.00');
    expect(other.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_FAILED',
      upstream: { httpStatus: 500, soapFault: { code: receiver, reason: 'the vault is open' } },
    });
  });

  test.each([
    ['eleven', '!'],
    ['twelve', '!'],
    ['mtom', '+'],
    ['mtom12', '+'],
  ])('%s: bytes go and come back, as parts of their own where MTOM is asked for', async (source, mark) => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, ...Buffer.from('\r\n--part')]);
    const ask = (scan: Buffer) =>
      mutate(source, `stamp(name: "n", scan: "${scan.toString('base64')}") { length stamped }`);
    expect(await ask(bytes)).toEqual({
      data: {
        [source]: {
          stamp: { length: bytes.length, stamped: Buffer.concat([bytes, Buffer.from(mark)]).toString('base64') },
        },
      },
    });
  });
});
