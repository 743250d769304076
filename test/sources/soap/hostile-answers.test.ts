import { expect, test } from 'vitest';
import { call, connected, envelope, serve } from './soap-service.ts';

const OPEN = '<GetCustomersResponse xmlns="urn:example:customers"><customer id="1"><name xmlns="urn:example:types">';
const CLOSE = '</name><email xmlns="urn:example:types">e</email></customer></GetCustomersResponse>';
const withName = (name: string): string => envelope(OPEN + name + CLOSE);

async function answerOf(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  status = 200,
): Promise<unknown> {
  await using server = await serve(() => ({ body, headers, status }));
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  return await call(source, 'Query.getCustomers', { ids: ['1'] }, '{ name }');
}

test('text is one text node, whatever is in it', async () => {
  await using server = await serve(() => withName('ok'));
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  const evil = ']]></x><admin>1</admin>&lt;"\'';
  await call(source, 'Query.getCustomers', { ids: [evil] });
  expect(server.requests[0]?.body).toContain('>]]&gt;&lt;/x&gt;&lt;admin&gt;1&lt;/admin&gt;&amp;lt;"\'<');
  for (const control of ['\u0000', '\u0008', '\ufffe', '\ud800']) {
    await expect(call(source, 'Query.getCustomers', { ids: [control] })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  }
});

const BOMBS: Record<string, string> = {
  'billion laughs': `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(9000)}"><!ENTITY c "&b;&b;&b;&b;">]>${withName('&c;')}`,
  'an external entity': `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>${withName('&b;')}`,
  'a parameter entity': `<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:1/">%b;]>${withName('')}`,
  'two document types': `<!DOCTYPE a><!DOCTYPE b>${withName('x')}`,
  'an unknown entity': withName('&l.;'),
  'an entity called like a property': withName('&__proto__;&constructor;'),
  'a reference to no character': withName('&#0;'),
  'a reference beyond Unicode': withName('&#x110000;'),
  'a reference without end': withName('& and so on'),
  'ten thousand levels': withName('').replace('<email', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}<email`),
  'a hundred thousand namespaces': withName('').replace(
    '<email',
    `<a ${Array.from({ length: 100_000 }, (_, index) => `xmlns:b${index}="urn:b"`).join(' ')}/><email`,
  ),
  'ten thousand namespaces, a thousand on each level': withName('').replace(
    '<email',
    `${Array.from({ length: 10 }, (_, level) => `<a ${Array.from({ length: 1000 }, (_, index) => `xmlns:b${level}x${index}="urn:b"`).join(' ')}>`).join('')}${'</a>'.repeat(10)}<email`,
  ),
  'a hundred thousand attributes': withName('').replace(
    '<email',
    `<a ${Array.from({ length: 100_000 }, (_, index) => `b${index}="1"`).join(' ')}/><email`,
  ),
};

test.each(Object.entries(BOMBS))('%s is refused, soon', async (_, body) => {
  const start = performance.now();
  await expect(answerOf(body)).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
  expect(performance.now() - start).toBeLessThan(2000);
});

test('a million references are no trouble', async () => {
  const start = performance.now();
  expect(await answerOf(withName('&#x41;'.repeat(1_000_000)))).toEqual([{ name: 'A'.repeat(1_000_000) }]);
  expect(performance.now() - start).toBeLessThan(4000);
});

test('an answer beyond the limit is refused', async () => {
  await expect(answerOf(withName('x'.repeat(10_000_001)))).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
});

test('element names cannot reach a prototype', async () => {
  await using server = await serve(() =>
    envelope(
      '<s:Fault><faultcode>s:Server</faultcode><faultstring>f</faultstring><detail><__proto__><polluted>1</polluted></__proto__><constructor>2</constructor></detail></s:Fault>',
    ),
  );
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  await expect(call(source, 'Query.getCustomers', { ids: ['1'] })).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('what the service says of itself is not in the message', async () => {
  const error = await answerOf(
    envelope(
      '<s:Fault><faultcode>s:Server</faultcode><faultstring>ORA-00942 at com.example.Dao(Dao.java:42)</faultstring></s:Fault>',
    ),
    {},
    500,
  ).catch((reason: unknown) => reason);
  expect(String(error)).not.toContain('ORA');
  expect(JSON.stringify((error as { extensions: unknown }).extensions)).not.toContain('ORA');
});

test('any encoding of the text is understood', async () => {
  const xml = withName('Z\u00fcrich').replace('encoding="utf-8"', 'encoding="ENC"');
  const declared = (name: string): string => xml.replace('ENC', name);
  const wanted = [{ name: 'Z\u00fcrich' }];
  expect(await answerOf(Buffer.from(`\ufeff${declared('utf-8')}`), { 'content-type': 'text/xml' })).toEqual(wanted);
  expect(await answerOf(Buffer.from(declared('iso-8859-1'), 'latin1'), { 'content-type': 'text/xml' })).toEqual(wanted);
  expect(
    await answerOf(Buffer.from(declared('x'), 'latin1'), { 'content-type': 'text/xml; charset=ISO-8859-1' }),
  ).toEqual(wanted);
  expect(await answerOf(Buffer.from(`\ufeff${declared('utf-16')}`, 'utf16le'), { 'content-type': 'text/xml' })).toEqual(
    wanted,
  );
  expect(await answerOf(Buffer.from(declared('utf-16'), 'utf16le'), { 'content-type': 'text/xml' })).toEqual(wanted);
  expect(
    await answerOf(Buffer.from(`\ufeff${declared('utf-16')}`, 'utf16le').swap16(), { 'content-type': 'text/xml' }),
  ).toEqual(wanted);
  await expect(answerOf(Buffer.from(declared('klingon')), { 'content-type': 'text/xml' })).rejects.toMatchObject({
    code: 'UPSTREAM_MALFORMED',
  });
});

test.each([
  [401, 'UPSTREAM_UNAUTHORIZED'],
  [403, 'UPSTREAM_UNAUTHORIZED'],
  [404, 'UPSTREAM_MALFORMED'],
  [429, 'UPSTREAM_THROTTLED'],
  [500, 'UPSTREAM_MALFORMED'],
  [502, 'UPSTREAM_UNAVAILABLE'],
  [503, 'UPSTREAM_UNAVAILABLE'],
])('a page with the status %i is %s', async (status, code) => {
  await expect(answerOf('<html><p>Oops<br></html>', { 'retry-after': '3' }, status)).rejects.toMatchObject({ code });
});

test('every cut of an answer is malformed, and none hangs', async () => {
  const whole = withName('<![CDATA[<x>]]>&amp;<!-- c -->');
  await using server = await serve(({ headers }) => whole.slice(0, Number(headers['x-cut'])));
  await using source = await connected('customers.wsdl', { endpoint: server.url });
  const operation = source.subschema.operations.get('Query.getCustomers');
  if (operation === undefined) throw new Error('no operation');
  for (let cut = 0; cut < whole.length; cut += 3) {
    const result = source.connector.call({
      operation,
      args: { ids: ['1'] },
      selection: undefined,
      forwarded: { 'x-cut': String(cut) },
      signal: AbortSignal.timeout(10_000),
      deadline: performance.now() + 10_000,
    });
    await expect(result, `cut at ${cut}`).rejects.toMatchObject({ code: 'UPSTREAM_MALFORMED' });
  }
});
