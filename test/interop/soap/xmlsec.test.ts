import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, connected, envelope, serve } from '../../sources/soap/soap-service.ts';
import { succeeds } from './foreign-service.ts';

const present = succeeds('xmlsec1', '--version') && succeeds('openssl', 'version');

describe.skipIf(!present)(`xmlsec${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soap-xmlsec-'));
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=interlace', '-days', '2'],
      ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
    ]);
    expect(made.status).toBe(0);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const verify = (xml: string): number | null =>
    spawnSync('xmlsec1', [
      ...['--verify', '--pubkey-cert-pem', join(folder, 'cert.pem'), '--enabled-key-data', 'key-name'],
      ...['Body', 'Timestamp', 'UsernameToken'].flatMap((name) => ['--id-attr:Id', `${NAMESPACES[name]}:${name}`]),
      xml,
    ]).status;

  test.each(['sha1', 'sha256', 'sha512'] as const)(
    'a signature with %s holds, and none over a changed message',
    async (digest) => {
      await using server = await serve(() => envelope('<UpdateCustomerResponse xmlns="urn:example:customers"/>'));
      await using source = await connected('customers.wsdl', {
        endpoint: server.url,
        security: {
          signature: {
            key: await readFile(join(folder, 'key.pem'), 'utf8'),
            cert: await readFile(join(folder, 'cert.pem'), 'utf8'),
            digest,
          },
          usernameToken: { username: 'u', password: 'p', type: 'digest' },
        },
      });
      await call(source, 'Mutation.updateCustomer', { customer: { id: '1', name: 'A\u00e9 & <B>\r\n', email: null } });
      const body = server.requests[0]?.body ?? '';
      const [good, bad] = [join(folder, 'good.xml'), join(folder, 'bad.xml')];
      await writeFile(good, body);
      await writeFile(bad, body.replace('id="1"', 'id="2"'));
      expect(verify(good)).toBe(0);
      expect(verify(bad)).not.toBe(0);
    },
  );
});

const UTILITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const NAMESPACES: Readonly<Record<string, string>> = {
  Body: 'http://schemas.xmlsoap.org/soap/envelope/',
  Timestamp: UTILITY,
  UsernameToken: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
};
