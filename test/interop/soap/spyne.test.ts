import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { type ForeignService, python, startSpyne, succeeds } from './foreign-service.ts';

const present = succeeds(python, '-c', 'import spyne, lxml');

describe.skipIf(!present)(`Spyne${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let service: ForeignService;
  let gateway: Gateway;

  beforeAll(async () => {
    service = await startSpyne();
    // The description is the one that the service makes of itself.
    const options = { exposeErrors: true, responseHeaders: ['repeat'], queries: ['*'] };
    gateway = await createGateway({ sources: { fleet: soap(`${service.url}?wsdl`, options) } });
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  const ask = (query: string, variables: Record<string, unknown> = {}) => gateway.request({ query, variables });

  test('a request is valid by the schema, and a subtype is known for what it is', async () => {
    const common = 'plate: "ZH 12", weight: { value: "1.50", unit: "t" }';
    expect(
      await ask(`{
        base: describe(vehicle: { vehicle: { ${common}, fuel: PETROL, tags: ["a", "b & <c>"] } })
        sub: describe(vehicle: { truck: { ${common}, fuel: BATTERY_ELECTRIC, axles: "3" } })
      }`),
    ).toEqual({
      data: {
        base: 'Vehicle|ZH 12|1.50 t|petrol|a,b & <c>',
        sub: 'Truck|ZH 12|1.50 t|battery-electric|-',
      },
    });
  });

  test('facets are checked before anything is sent', async () => {
    const { errors } = await ask('{ describe(vehicle: { truck: { plate: "12", axles: "3" } }) }');
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('pattern'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const axles = await ask('{ describe(vehicle: { truck: { plate: "ZH 1", axles: "6" } }) }');
    expect(axles.errors?.[0]).toMatchObject({ message: expect.stringContaining('at most 5') });
  });

  test('a nested object comes back, with headers in both directions', async () => {
    const truck =
      'plate: "ZH 1", axles: "2", tags: ["x"], trailer: { vehicle: { plate: "ZH 2", weight: { value: "9", unit: "kg" } } }';
    const { data, errors } = await ask(`{
      repeat(truck: { ${truck} }, session: { user: "\u00e9", calls: "1" }) {
        body { plate axles tags trailer { plate weight { value unit } fuel } }
        headers { session { user calls } }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data?.repeat).toEqual({
      body: {
        ...{ plate: 'ZH 1', axles: '2', tags: ['x'] },
        trailer: { plate: 'ZH 2', weight: { value: '9', unit: 'kg' }, fuel: null },
      },
      headers: { session: { user: '\u00e9', calls: '2' } },
    });
  });

  test('values of many types come back equal', async () => {
    const trip = {
      id: '123e4567-e89b-12d3-a456-426614174000',
      start: '2026-02-28T12:30:00.500000+02:00',
      day: '2026-02-28',
      took: 'PT1H30M',
      distance: 12.5,
      cost: '1234567890123456.7891',
      mileage: '9223372036854775807',
      paid: true,
      receipt: 'AAEC',
    };
    const fields = '{ id start day took distance cost mileage paid receipt }';
    const { data, errors } = await ask(`query ($trips: [TripInput]) { trips(trips: $trips, times: "2") ${fields} }`, {
      trips: [trip, { id: null, mileage: '-1' }],
    });
    expect(errors).toBeUndefined();
    const empty = Object.fromEntries(Object.keys(trip).map((name) => [name, null]));
    expect(data?.trips).toEqual([trip, { ...empty, mileage: '-1' }, trip, { ...empty, mileage: '-1' }]);
  });

  test('several results are an object, one list is a list', async () => {
    expect(await ask('{ measure(text: "h\u00e9 <") { text length } count(upTo: "3") }')).toEqual({
      data: { measure: { text: 'h\u00e9 <', length: '4' }, count: ['0', '1', '2'] },
    });
  });

  test('faults of the service, declared and not', async () => {
    const declared = await ask('{ find(plate: "ZH 9") { plate } }');
    expect(declared.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      upstream: {
        httpStatus: 500,
        soapFault: { code: 'Client.NoSuchVehicle', reason: 'no vehicle ZH 9', detail: { plate: 'ZH 9' } },
      },
    });
    const other = await ask('{ find(plate: "boom") { plate } }');
    expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_FAILED' });
  });
});
