import { expect, test } from 'vitest';
import { call, connected, serve } from './soap-service.ts';

const fault12 = (subcode: string, detail: string): string =>
  `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value>${subcode}</e:Code>
  <e:Reason><e:Text xml:lang="fr">non</e:Text><e:Text xml:lang="en">no</e:Text></e:Reason><e:Detail>${detail}</e:Detail></e:Fault></e:Body></e:Envelope>`;

async function protocolOf(status: number, body: string): Promise<{ facts: unknown; protocol: unknown }> {
  await using server = await serve(() => ({ status, headers: { 'content-type': 'application/soap+xml' }, body }));
  await using source = await connected('sessions.wsdl', { endpoint: server.url });
  const error = await call(source, 'Query.findOrders', {}).then(
    () => undefined,
    (reason: { code: string; facts: unknown; protocol: unknown }) => reason,
  );
  expect(error).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  return { facts: error?.facts, protocol: error?.protocol };
}

test.each([
  ['Own', 'urn:example:sessions', '<p:text>own</p:text>', { text: 'own' }],
  ['Other', 'urn:example:other', '<p:number>7</p:number>', { number: 7 }],
])('the fault %s is known by the namespace of its detail', async (name, namespace, content, detail) => {
  const { facts, protocol } = await protocolOf(
    400,
    fault12('', `<p:Problem xmlns:p="${namespace}">${content}</p:Problem>`),
  );
  expect(facts).toEqual({ fault: name });
  expect(protocol).toEqual({ httpStatus: 400, soapFault: { code: 'Sender', reason: 'no', detail } });
});

test('a detail without its namespace is taken for the first fault that it fits by name', async () => {
  const { facts, protocol } = await protocolOf(500, fault12('', '<Problem><text>own</text></Problem>'));
  expect(facts).toEqual({ fault: 'Own' });
  expect(protocol).toMatchObject({ soapFault: { detail: { text: 'own' } } });
});

test('the subcodes of SOAP 1.2 and the actor are told', async () => {
  const subcode = `<e:Subcode><e:Value xmlns:m="urn:m">m:Expired</e:Value><e:Subcode><e:Value>Session</e:Value></e:Subcode></e:Subcode>`;
  const { protocol } = await protocolOf(
    200,
    fault12(subcode, '').replace('</e:Fault>', '<e:Role>urn:r</e:Role></e:Fault>'),
  );
  expect(protocol).toEqual({
    httpStatus: 200,
    soapFault: { code: 'Sender', subcodes: ['Expired', 'Session'], reason: 'no', actor: 'urn:r' },
  });
});

test('what stands beside the detail of the declared fault is told too', async () => {
  const trace = '<x:Trace xmlns:x="urn:x">at 1</x:Trace>';
  const own = '<p:Problem xmlns:p="urn:example:sessions"><p:text>own</p:text></p:Problem>';
  const { facts, protocol } = await protocolOf(500, fault12('', `${trace}${own}<Host>h</Host>`));
  expect(facts).toEqual({ fault: 'Own' });
  expect(protocol).toMatchObject({
    soapFault: { detail: { text: 'own' }, otherDetail: { Trace: 'at 1', Host: 'h' } },
  });
});

test('a redirect is not followed, and says so', async () => {
  await using server = await serve(() => ({ status: 302, headers: { location: 'https://127.0.0.1/other' }, body: '' }));
  await using source = await connected('sessions.wsdl', { endpoint: server.url });
  await expect(call(source, 'Query.findOrders', {})).rejects.toMatchObject({
    code: 'UPSTREAM_MALFORMED',
    message: expect.stringContaining('it is a redirect, which is not followed. Set endpoint to where it leads.'),
    protocol: { httpStatus: 302, text: 'Location: https://127.0.0.1/other' },
  });
  expect(server.requests).toHaveLength(1);
});
