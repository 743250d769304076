import { createHash, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { parseXml, type XmlElement } from '../../../src/sources/soap/xml/xml-tree.ts';
import { locked, makeKeyPair } from './key-pair.ts';
import { call, connected, envelope, open, serve } from './soap-service.ts';

const pair = makeKeyPair();

const ANSWER = envelope('<UpdateCustomerResponse xmlns="urn:example:customers"/>');
const customer = { id: '1', name: 'A', email: 'a@x' };

function find(element: XmlElement, local: string): XmlElement | undefined {
  if (element.local === local) return element;
  for (const child of element.children) {
    const found = find(child, local);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function sent(
  options: Parameters<typeof connected>[1],
): Promise<{ body: string; root: XmlElement; headers: Record<string, unknown> }> {
  await using server = await serve(() => ANSWER);
  await using source = await connected('customers.wsdl', { endpoint: server.url, ...options });
  await call(source, 'Mutation.updateCustomer', { customer });
  const [request] = server.requests;
  if (request === undefined) throw new Error('nothing sent');
  return { body: request.body, root: parseXml(request.body), headers: request.headers };
}

test('a username token with a text password', async () => {
  const { root } = await sent({ security: { usernameToken: { username: 'a&b', password: '<p>' } } });
  expect(find(root, 'Username')?.text).toBe('a&b');
  expect(find(root, 'Password')?.text).toBe('<p>');
  expect(find(root, 'Nonce')).toBeUndefined();
  expect(find(root, 'Security')?.attributes).toContainEqual(
    expect.objectContaining({ local: 'mustUnderstand', value: '1' }),
  );
});

test('a username token with a digest', async () => {
  const { root } = await sent({ security: { usernameToken: { username: 'u', password: 'secret', type: 'digest' } } });
  const nonce = Buffer.from(find(root, 'Nonce')?.text ?? '', 'base64');
  const token = find(root, 'UsernameToken');
  const created = token === undefined ? '' : (find(token, 'Created')?.text ?? '');
  expect(nonce.length).toBe(16);
  expect(find(root, 'Password')?.text).toBe(
    createHash('sha1').update(nonce).update(created).update('secret').digest('base64'),
  );
});

test('a username token says when it was made, with a nonce or without', async () => {
  for (const more of [{ created: true }, { nonce: true }, { nonce: true, created: true }]) {
    const { root } = await sent({ security: { usernameToken: { username: 'u', password: 'p', ...more } } });
    const names = find(root, 'UsernameToken')?.children.map(({ local }) => local);
    expect(names).toEqual(['Username', 'Password', ...('nonce' in more ? ['Nonce'] : []), 'Created']);
  }
});

test('a timestamp says how long the message holds', async () => {
  const { root } = await sent({ security: { timestamp: 60 } });
  const [created, expires] = ['Created', 'Expires'].map((local) => Date.parse(find(root, local)?.text ?? ''));
  expect((expires ?? 0) - (created ?? 0)).toBe(60_000);
});

test('a token is passed on as it is', async () => {
  const token = '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="x"/>';
  const { body } = await sent({ security: { token, mustUnderstand: false } });
  expect(body).toContain(`${token}</wsse:Security>`);
  expect(body).not.toContain('mustUnderstand');
});

test('body, timestamp and username token are signed', async () => {
  const { body, root } = await sent({
    security: {
      signature: { key: locked(pair.key, 'pass'), passphrase: 'pass', cert: pair.cert },
      usernameToken: { username: 'u', password: 'p' },
    },
    mtom: true,
  });
  expect(find(root, 'BinarySecurityToken')?.text).toBe(new X509Certificate(pair.cert).raw.toString('base64'));
  const [signature = ''] = /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(body) ?? [];
  const check = (xml: string): boolean => {
    const verifier = new SignedXml({ publicCert: pair.cert, idMode: 'wssecurity' });
    verifier.loadSignature(signature);
    try {
      return verifier.checkSignature(xml);
    } catch {
      return false;
    }
  };
  expect(check(body)).toBe(true);
  expect(signature.match(/<ds:Reference /g)).toHaveLength(3);
  expect(check(body.replace('>A<', '>B<'))).toBe(false);
  expect(check(body.replace(/>u</, '>v<'))).toBe(false);
});

test('what is signed can be chosen, as far as it is sent', async () => {
  const parts = ['body', 'addressing', 'certificate', 'usernameToken'] as const;
  const signature = { ...pair, parts };
  const referred = (body: string): string[] =>
    [...body.matchAll(/<ds:Reference URI="#([^"]*)"/g)].map(([, id]) => {
      const [, local = ''] = new RegExp(`<(?:\\w+:)?(\\w+)[^<>]* wsu:Id="${id}"`).exec(body) ?? [];
      return local;
    });
  const { body } = await sent({ security: { signature }, addressing: true });
  expect(referred(body).sort()).toEqual(['Action', 'BinarySecurityToken', 'Body', 'MessageID', 'ReplyTo', 'To']);
  const plain = await sent({ security: { signature: { ...signature, parts: ['timestamp', 'addressing'] } } });
  expect(referred(plain.body)).toEqual(['Timestamp']);
});

test.each([
  ['a certificate that cannot be read', { key: pair.key, cert: 'AAAA' }, 'security.signature.cert cannot be read'],
  ['a certificate of another key', { key: pair.key, cert: makeKeyPair().cert }, 'is the certificate of another key'],
  ['a key that is not RSA', makeKeyPair('ec'), 'is of the type "ec": only RSA keys can sign'],
  ['a key that cannot be read', { key: 'none', cert: pair.cert }, 'security.signature.key cannot be read'],
])('%s is a mistake of the configuration', async (_, signature, message) => {
  await expect(sent({ security: { signature } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(message),
  });
});

test.each<[string, Parameters<typeof connected>[1]]>([
  ['a configured header', { headers: { Authorization: 'ours' } }],
  ['a configured user', { basic: { username: 'u', password: 'p' } }],
])("the caller's own header goes out in the place of %s", async (_, options) => {
  await using server = await serve(() => ANSWER);
  await using source = await connected('customers.wsdl', { endpoint: server.url, ...options });
  await call(source, 'Mutation.updateCustomer', { customer }, undefined, { authorization: 'Bearer t' });
  expect(server.requests[0]?.headers.authorization).toBe('Bearer t');
});

test("the caller's token goes into the security header, and nothing else does", async () => {
  await using server = await serve(() => ANSWER);
  await using source = await connected('customers.wsdl', {
    endpoint: server.url,
    forward: ['x-saml', 'x-other'],
    security: { tokenHeader: 'X-SAML' },
  });
  const ask = (forwarded: Record<string, string>): Promise<unknown> =>
    call(source, 'Mutation.updateCustomer', { customer }, undefined, forwarded);
  const token = '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="a">\u00e9</saml:Assertion>';
  await ask({ 'x-saml': token.replace('\u00e9', '&#233;'), 'x-other': 'o' });
  await ask({ 'x-saml': Buffer.from(token).toString('base64') });
  await ask({});
  const [plain, encoded, without] = server.requests;
  expect(plain?.body).toContain(`${token.replace('\u00e9', '&#233;')}</wsse:Security>`);
  expect(plain?.headers).toMatchObject({ 'x-other': 'o' });
  expect(plain?.headers).not.toHaveProperty('x-saml');
  expect(encoded?.body).toContain(`${token}</wsse:Security>`);
  expect(without?.body).not.toContain('Security');
  const other = '<wsse:UsernameToken xmlns:wsse="urn:x"/>';
  for (const value of ['none', other, `${token}${other}`, `${token}</wsse:Security>`, '<Assertion>']) {
    await expect(ask({ 'x-saml': value }), value).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  }
  expect(server.requests).toHaveLength(3);
});

test('a token that cannot be sent, and a token header that is not forwarded, are reported', async () => {
  const { subschema } = await open('customers.wsdl', {
    security: { token: '<a>', tokenHeader: 'X-SAML' },
    forward: ['y'],
  });
  const errors = subschema.issues.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  expect(errors).toEqual([
    'The token in security cannot be sent: "token" is not well-formed XML.',
    'security.tokenHeader is "x-saml", which is not among the headers that the source forwards: add it to forward.',
  ]);
  const fine = await open('customers.wsdl', {
    security: { token: '<a/>', tokenHeader: 'X-SAML' },
    forward: ['x-saml'],
  });
  expect(fine.subschema.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('WS-Addressing headers are sent on demand', async () => {
  const { root } = await sent({ addressing: true });
  expect(find(root, 'Action')?.text).toBe('urn:example:customers#UpdateCustomer');
  expect(find(root, 'To')?.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/service$/);
  expect(find(root, 'MessageID')?.text).toMatch(/^urn:uuid:[\da-f-]{36}$/);
});

test('configured headers and HTTP basic authentication are sent', async () => {
  const { body, headers } = await sent({
    soapHeaders: { Tenant: '<t:Tenant xmlns:t="urn:t">7</t:Tenant>' },
    basic: { username: 'u', password: 'p\u00e4ss' },
    headers: { 'X-Key': 'k' },
  });
  expect(body).toContain('<soap:Header><t:Tenant xmlns:t="urn:t">7</t:Tenant></soap:Header>');
  expect(headers.authorization).toBe(`Basic ${Buffer.from('u:p\u00e4ss').toString('base64')}`);
  expect(headers['x-key']).toBe('k');
});

test('configured headers that cannot be sent are reported', async () => {
  const { subschema } = await open('customers.wsdl', {
    soapHeaders: { Tenant: { id: 7 }, Broken: '<a><b></a>', Undeclared: '<x:a/>', Good: '<a/>' },
  });
  expect(subschema.issues.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
    'No operation declares the SOAP header "Tenant" (declared: none): give it as XML text.',
    'The SOAP header in soapHeaders cannot be sent: "Broken" is not well-formed XML.',
    'The SOAP header in soapHeaders cannot be sent: "Undeclared" has a prefix that it does not declare.',
  ]);
});

test('text is a CDATA section only where that is asked for', async () => {
  const { body } = await sent({ cdata: ['Customer.name'] });
  expect(body).toMatch(/:name><!\[CDATA\[A\]\]><\//);
  expect((await sent({})).body).not.toContain('CDATA');
});
