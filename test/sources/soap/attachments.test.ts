import { expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { readMultipart } from '../../../src/sources/soap/mime/read-multipart.ts';
import { makeKeyPair } from './key-pair.ts';
import { call, connected, envelope, serve } from './soap-service.ts';

const BYTES = Buffer.from([0, 13, 10, 45, 45, 255, 60]);

test('MTOM in both directions', async () => {
  await using server = await serve((request) => {
    const multipart = readMultipart(request.bytes, String(request.headers['content-type']));
    const [id, bytes] = [...(multipart?.attachments ?? [])][0] ?? ['', Buffer.alloc(0)];
    const xml = Buffer.from(multipart?.root.body ?? []).toString();
    expect(request.headers['content-type']).toMatch(
      /^multipart\/related;.*type="application\/xop\+xml"; start="<[^>]+>"; start-info="text\/xml"$/,
    );
    expect(xml).toContain(`<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${id}"/>`);
    expect(Buffer.from(bytes).equals(BYTES)).toBe(true);
    const answer = envelope(
      '<f:StoreResponse xmlns:f="urn:example:files"><f:content><x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a%40b"/></f:content><f:size>7</f:size></f:StoreResponse>',
    );
    return {
      headers: { 'content-type': 'multipart/related; boundary=XX; type="application/xop+xml"; start="<root>"' },
      body: Buffer.concat([
        Buffer.from('preamble\r\n--XX\r\nContent-ID: <a@b>\r\nContent-Transfer-Encoding: binary\r\n\r\n'),
        BYTES,
        Buffer.from(
          `\r\n--XX\r\nContent-Type: application/xop+xml; charset=utf-8\r\nContent-ID: <root>\r\n\r\n${answer}\r\n--XX--`,
        ),
      ]),
    };
  });
  await using source = await connected('files.wsdl', { endpoint: server.url, mtom: true });
  expect(await call(source, 'Mutation.store', { name: 'a', content: BYTES.toString('base64') })).toEqual({
    content: BYTES.toString('base64'),
    size: 7,
  });
});

test('a signature covers the values that MTOM sends as parts', async () => {
  const pair = makeKeyPair();
  await using server = await serve(() =>
    envelope('<StoreResponse xmlns="urn:example:files"><content/><size>7</size></StoreResponse>'),
  );
  await using source = await connected('files.wsdl', {
    endpoint: server.url,
    mtom: true,
    security: { signature: pair },
  });
  await call(source, 'Mutation.store', { name: 'a', content: BYTES.toString('base64') });
  const [request] = server.requests;
  const multipart = readMultipart(request?.bytes ?? Buffer.alloc(0), request?.headers['content-type'] ?? '');
  const wire = Buffer.from(multipart?.root.body ?? []).toString();
  const [[id, bytes] = ['', Buffer.alloc(0)], ...others] = [...(multipart?.attachments ?? [])];
  expect(others).toEqual([]);
  expect(Buffer.from(bytes)).toEqual(BYTES);
  const include = `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${id}"/>`;
  expect(wire).toContain(`>${include}</`);
  expect(wire).not.toContain('<!--');
  const [signed = ''] = /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(wire) ?? [];
  const check = (content: Buffer): boolean => {
    const verifier = new SignedXml({ publicCert: pair.cert, idMode: 'wssecurity' });
    verifier.loadSignature(signed);
    try {
      return verifier.checkSignature(wire.replace(include, content.toString('base64')));
    } catch {
      return false;
    }
  };
  expect(check(BYTES)).toBe(true);
  expect(check(Buffer.from('other'))).toBe(false);
});

test('SOAP with attachments in both directions', async () => {
  await using server = await serve((request) => {
    const multipart = readMultipart(request.bytes, String(request.headers['content-type']));
    const [[id, bytes] = ['', Buffer.alloc(0)]] = [...(multipart?.attachments ?? [])];
    expect(id).toMatch(/^data=/);
    const answer = envelope('<f:Attached xmlns:f="urn:example:files">ok</f:Attached>');
    return {
      headers: { 'content-type': 'multipart/related; boundary="b-1"; type="text/xml"' },
      body: [
        `--b-1\r\nContent-Type: text/xml\r\n\r\n${answer}\r\n`,
        `--b-1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <data=1@x>\r\n\r\n${Buffer.from(bytes).toString('base64')}\r\n--b-1--\r\n`,
      ].join(''),
    };
  });
  await using source = await connected('files.wsdl', { endpoint: server.url });
  expect(await call(source, 'Mutation.attach', { attach: 'note', data: BYTES.toString('base64') })).toEqual({
    note: 'ok',
    data: BYTES.toString('base64'),
  });
});

test('an include without its part is malformed', async () => {
  await using server = await serve(() =>
    envelope(
      '<f:StoreResponse xmlns:f="urn:example:files"><f:content><x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:none"/></f:content><f:size>7</f:size></f:StoreResponse>',
    ),
  );
  await using source = await connected('files.wsdl', { endpoint: server.url });
  await expect(call(source, 'Mutation.store', { name: 'a', content: '' })).rejects.toMatchObject({
    code: 'UPSTREAM_MALFORMED',
  });
});

test.each([
  ['<a@b>', 'cid:a%40b'],
  ['<a b@x>', 'cid:a%20b@x'],
  ['<1.urn:uuid:AB%20C@x>', 'cid:1.urn:uuid:AB%2520C@x'],
  ['<http://tempuri.org/1/638@x>', 'cid:http%3A%2F%2Ftempuri.org%2F1%2F638%40x'],
  ['bare@id', 'cid:bare@id'],
  ['<\u00fcn\u00ef@x>', 'cid:%C3%BCn%C3%AF@x'],
])('the part with the identifier %s is found as %s', async (id, reference) => {
  const include = `<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="${reference}"/>`;
  const root = envelope(
    `<f:StoreResponse xmlns:f="urn:example:files"><f:content>${include}</f:content><f:size>1</f:size></f:StoreResponse>`,
  );
  await using server = await serve(() => ({
    headers: { 'content-type': 'multipart/related; boundary=XX; type="application/xop+xml"' },
    body: `--XX\r\n\r\n${root}\r\n--XX\r\nContent-ID: <other>\r\n\r\nother\r\n--XX\r\nContent-ID: ${id}\r\n\r\nmine\r\n--XX--`,
  }));
  await using source = await connected('files.wsdl', { endpoint: server.url });
  expect(await call(source, 'Mutation.store', { name: 'a', content: '' })).toEqual({
    content: Buffer.from('mine').toString('base64'),
    size: 1,
  });
});
