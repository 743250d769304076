import { expect, test } from 'vitest';
import { createGateway } from '../../../src/gateway.ts';
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
