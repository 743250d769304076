import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { fixtures, serve } from './soap-service.ts';

const envelope = (exact: string, open: string): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:GetMeasurementResponse xmlns:m="urn:measurements"><m:exact>${exact}</m:exact><m:open>${open}</m:open></m:GetMeasurementResponse></e:Body></e:Envelope>`;

test.each(['NaN', 'INF', '-INF'])(
  '%s, which GraphQL has no number for, is an error at its field and not a silent null',
  async (text) => {
    await using service = await serve(() => envelope('1.5', text));
    await using gateway = await createGateway(
      { sources: { lab: soap(`${fixtures}measurements.wsdl`, { endpoint: service.url }) } },
      { mode: 'development' },
    );
    const { data, errors } = await gateway.request({ query: '{ getMeasurement { exact open } }' });
    expect(data).toEqual({ getMeasurement: { exact: 1.5, open: null } });
    expect(errors).toMatchObject([{ path: ['getMeasurement', 'open'], extensions: { code: 'UPSTREAM_MALFORMED' } }]);
  },
);

const customers = (status: string): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:GetCustomersResponse xmlns:m="urn:example:customers" xmlns:t="urn:example:types">
    ${['active', status].map((text, index) => `<m:customer id="${index}" status="${text}"><t:name>n</t:name><t:email>e</t:email></m:customer>`).join('')}</m:GetCustomersResponse></e:Body></e:Envelope>`;

test('a value that an enumeration has got since it was described is an error at its field, and no other is lost', async () => {
  let status = 'brand new';
  await using service = await serve(() => customers(status));
  await using gateway = await createGateway(
    { sources: { crm: soap(`${fixtures}customers.wsdl`, { endpoint: service.url, nullability: 'lenient' }) } },
    { mode: 'development' },
  );
  const query = '{ getCustomers(ids: "1") { id status } }';
  const { data, errors } = await gateway.request({ query });
  expect(data).toEqual({
    getCustomers: [
      { id: '0', status: 'ACTIVE' },
      { id: '1', status: null },
    ],
  });
  expect(errors).toMatchObject([{ path: ['getCustomers', 1, 'status'], extensions: { code: 'UPSTREAM_MALFORMED' } }]);
  // What GraphQL calls another value is no value on the wire.
  status = 'ON_HOLD';
  expect((await gateway.request({ query })).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_MALFORMED' } }]);
});

test('with lenient nullability what is missing is null, and no field or item of an answer promises otherwise', async () => {
  const body = customers('active').replaceAll('<t:name>n</t:name>', '');
  await using service = await serve(() => body);
  const open = (nullability: 'lenient' | 'described'): Promise<Gateway> =>
    createGateway(
      { sources: { crm: soap(`${fixtures}customers.wsdl`, { endpoint: service.url, nullability }) } },
      { mode: 'development' },
    );
  await using lenient = await open('lenient');
  const query = '{ getCustomers(ids: "1") { id name tag } }';
  expect(await lenient.request({ query })).toEqual({
    data: {
      getCustomers: [
        { id: '0', name: null, tag: [] },
        { id: '1', name: null, tag: [] },
      ],
    },
  });
  const printed = (gateway: Gateway): string => printSchema(gateway.schema);
  const answers = /\ntype [\s\S]*?\n\}/g;
  expect(
    printed(lenient)
      .match(answers)
      ?.join('')
      .replace(/\([^)]*\)/g, ''),
  ).not.toContain('!');
  expect(printed(lenient)).toContain('ids: [String!]!');
  await using described = await open('described');
  expect((await described.request({ query })).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_MALFORMED' } }]);
});
