import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { call, connected, envelope, open, serve } from './soap-service.ts';

const ANSWER = envelope(`<GetCustomersResponse xmlns="urn:example:customers">
  <!-- two of them -->
  <customer id="1" status="on hold" xmlns:a="urn:example:types"><a:name>Ann &amp; <![CDATA[<Co>]]></a:name><a:email xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
    <a:balance>12.50</a:balance><a:tag>x</a:tag><a:tag>y</a:tag><a:unknown><a:name>no</a:name></a:unknown>
    <a:address><a:street>Main &#x41;</a:street><a:city>Z\u00fcrich</a:city></a:address></customer>
  <customer id="2"><name xmlns="urn:example:types">Bob</name><email xmlns="urn:example:types">b@x</email></customer>
</GetCustomersResponse>`);

test('an ordinary description becomes types and operations', async () => {
  const { subschema } = await open('customers.wsdl');
  expect(printSchema(subschema.schema)).toMatchSnapshot();
  expect([...subschema.operations.keys()]).toEqual(['Query.getCustomers', 'Mutation.updateCustomer']);
  expect(subschema.issues.map((issue) => issue.code)).toEqual(['EFFECT_GUESSED', 'EFFECT_GUESSED']);
  expect(subschema.issues[0]?.at).toBe('customers.wsdl:49:5');
  expect(subschema.described).toBe(2);
});

test('a call sends the wrapper and answers with what is in it', async () => {
  await using server = await serve(() => ANSWER);
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  const value = await call(source, 'Query.getCustomers', { ids: ['1', '2<'] });
  expect(value).toEqual([
    {
      id: '1',
      status: 'ON_HOLD',
      name: 'Ann & <Co>',
      email: null,
      balance: '12.50',
      tag: ['x', 'y'],
      address: { street: 'Main A', city: 'Z\u00fcrich' },
    },
    { id: '2', status: 'ACTIVE', name: 'Bob', email: 'b@x', tag: [] },
  ]);
  const [request] = server.requests;
  expect(request?.headers.soapaction).toBe('"urn:example:customers#GetCustomers"');
  expect(request?.headers['content-type']).toBe('text/xml; charset=utf-8');
  expect(request?.body).toMatch(/<(n\d+):GetCustomers><\1:ids>1<\/\1:ids><\1:ids>2&lt;<\/\1:ids><\/\1:GetCustomers>/);
});

test('only the selected fields are read', async () => {
  await using server = await serve(() => ANSWER);
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  expect(await call(source, 'Query.getCustomers', { ids: ['1'] }, '{ name address { city } }')).toEqual([
    { name: 'Ann & <Co>', address: { city: 'Z\u00fcrich' } },
    { name: 'Bob' },
  ]);
});

test('elements are sent in the order of the schema, with attributes, nil and defaults', async () => {
  await using server = await serve(() => envelope('<UpdateCustomerResponse xmlns="urn:example:customers"/>'));
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  const customer = { tag: ['a'], email: null, name: 'N"', id: '<7>', address: { city: 'C', street: 'S' } };
  expect(await call(source, 'Mutation.updateCustomer', { customer })).toBe(true);
  const body = server.requests[0]?.body ?? '';
  const [, types] = /xmlns:(\w+)="urn:example:types"/.exec(body) ?? [];
  expect(body).toContain(
    `customer id="&lt;7&gt;"><${types}:name>N"</${types}:name><${types}:email xsi:nil="true"/><${types}:tag>a</${types}:tag><${types}:address><${types}:street>S</${types}:street><${types}:city>C</${types}:city></${types}:address>`,
  );
});

test('a declared fault is typed, whatever the HTTP status', async () => {
  for (const status of [200, 400, 500]) {
    await using server = await serve(() => ({
      status,
      body: envelope(
        '<s:Fault><faultcode>s:Client</faultcode><faultstring>no such customer</faultstring><detail><c:CustomerUnknown xmlns:c="urn:example:customers"><c:id>9</c:id><c:known>3</c:known></c:CustomerUnknown></detail></s:Fault>',
      ),
    }));
    await using source = await connected('customers.wsdl', { endpoint: server.url });
    await expect(call(source, 'Query.getCustomers', { ids: ['9'] })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      protocol: {
        httpStatus: status,
        soapFault: { code: 'Client', reason: 'no such customer', detail: { id: '9', known: 3 } },
      },
    });
  }
});

test('what is no SOAP answer is malformed', async () => {
  const answers = [
    '',
    '<html><body>Oops</body></html>',
    ANSWER.slice(0, 400),
    ANSWER.replace('</s:Body>', ''),
    `${ANSWER}<more/>`,
    ANSWER.replace('<customer id="2">', '<customer>'),
    ANSWER.replace('>Bob<', '><'),
    ANSWER.replace('12.50', 'twelve'),
    `<!DOCTYPE x [<!ENTITY a "b">]>${ANSWER}`,
    ANSWER.replace('Bob', '&bob;'),
  ];
  for (const [index, body] of answers.entries()) {
    await using server = await serve(() => ({ body }));
    await using source = await connected('customers.wsdl', { endpoint: server.url });
    const result = call(source, 'Query.getCustomers', { ids: ['1'] });
    if (index === 6) await expect(result).resolves.toBeDefined();
    else await expect(result, `answer ${index}`).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
  }
});
