import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createGateway } from '../../../src/gateway.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { call, connected, envelope, fixtures, open, serve } from './soap-service.ts';

const HEADER = `<s:Header xmlns:t="urn:example:sessions"><other/><t:Session s:mustUnderstand="0"><t:token>a&amp;b</t:token><t:uses>3</t:uses></t:Session>
  <Trace>not ours</Trace><t:Trace>x1</t:Trace><h:hops xmlns:h="urn:example:hops">2</h:hops></s:Header>`;
const ORDERS = '<FindOrdersResponse xmlns="urn:example:sessions"><order>1</order><order>2</order></FindOrdersResponse>';

test('declared response headers are no fields unless they are asked for', async () => {
  const { subschema } = await open('sessions.wsdl');
  expect(printSchema(subschema.schema)).not.toContain('Headers');
  await using server = await serve(() => envelope(ORDERS, HEADER));
  await using source = await connected('sessions.wsdl', { endpoint: server.url });
  expect(await call(source, 'Query.findOrders', {})).toEqual(['1', '2']);
});

test('declared response headers are typed fields beside the body, for the operations of the globs', async () => {
  const { subschema } = await open('sessions.wsdl', { responseHeaders: ['find*'] });
  const schema = printSchema(subschema.schema);
  expect(schema).toContain(
    'findOrders(\n    """SOAP header `Session`."""\n    session: SessionInput\n  ): FindOrdersAnswer',
  );
  expect(schema).toContain('type FindOrdersAnswer {\n  body: [String!]\n  headers: FindOrdersHeaders!\n}');
  expect(schema).toContain('  """SOAP header `Session`."""\n  session: Session\n');
  expect(schema).toContain('  """SOAP header `Trace`."""\n  trace: String\n');
  expect(schema).toContain('  """SOAP header `hops`."""\n  hops: Int\n');
  expect(schema).toContain('ping: Boolean');
});

test('only what is selected is read, by the namespace of the header', async () => {
  await using server = await serve(() => envelope(ORDERS, HEADER));
  await using source = await connected('sessions.wsdl', { endpoint: server.url, responseHeaders: ['*'] });
  expect(await call(source, 'Query.findOrders', {})).toEqual({
    body: ['1', '2'],
    headers: { session: { token: 'a&b', uses: 3 }, trace: 'x1', hops: 2 },
  });
  expect(await call(source, 'Query.findOrders', {}, '{ headers { session { uses } } }')).toMatchObject({
    headers: { session: { uses: 3 } },
  });
  expect(await call(source, 'Query.findOrders', {}, '{ body }')).toEqual({ body: ['1', '2'], headers: {} });
});

test('a header that is absent or not of its type is null, and a body without content is true', async () => {
  const wrong = HEADER.replace('<t:uses>3</t:uses>', '<t:uses>many</t:uses>').replace('<t:Trace>x1</t:Trace>', '');
  await using server = await serve(({ body }) =>
    body.includes(':Ping')
      ? envelope('', '<s:Header><t:Trace xmlns:t="urn:example:sessions">p</t:Trace></s:Header>')
      : envelope(ORDERS, wrong),
  );
  await using gateway = await createGateway(
    {
      sources: {
        sessions: soap('./sessions.wsdl', { endpoint: server.url, responseHeaders: ['*'], queries: ['ping'] }),
      },
    },
    { baseDir: fixtures },
  );
  const query = '{ findOrders { body headers { session { token uses } trace hops } } ping { body headers { trace } } }';
  expect(await gateway.request({ query })).toEqual({
    data: {
      findOrders: { body: ['1', '2'], headers: { session: null, trace: null, hops: 2 } },
      ping: { body: true, headers: { trace: 'p' } },
    },
  });
});

test('a truncated header is malformed', async () => {
  await using server = await serve(() => envelope(ORDERS, HEADER).replace('</t:Session>', ''));
  await using source = await connected('sessions.wsdl', { endpoint: server.url, responseHeaders: ['*'] });
  await expect(call(source, 'Query.findOrders', {})).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
});
