import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMultipart } from '../../../src/sources/soap/mime/read-multipart.ts';
import type { SoapOptions } from '../../../src/sources/soap/options.ts';
import { call, connected, envelope, serve } from '../../sources/soap/soap-service.ts';
import { here, succeeds } from './foreign-service.ts';

const JARS = ['wss4j', 'xmlsec', 'slf4j-api', 'slf4j-nop', 'commons-logging', 'commons-codec'];
const classPath = JARS.map((name) => `/usr/share/java/${name}.jar`).join(':');
const present = succeeds('javac', '-version') && succeeds('test', '-f', '/usr/share/java/wss4j.jar');

type Security = NonNullable<SoapOptions['security']>;

describe.skipIf(!present)(`Apache WSS4J${present ? '' : ' (absent: skipped; run setup.sh)'}`, () => {
  let folder: string;
  let pair: { readonly key: string; readonly cert: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soap-wss4j-'));
    const subject = '/C=CH/O=A, B \\+ C/CN=interlace "client"';
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', subject, '-days', '2', '-sha256'],
      ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
    ]);
    expect(made.status).toBe(0);
    const compiled = spawnSync('javac', ['-cp', classPath, '-d', folder, `${here}wss4j/Verify.java`]);
    expect(compiled.stderr.toString()).toBe('');
    pair = {
      key: await readFile(join(folder, 'key.pem'), 'utf8'),
      cert: await readFile(join(folder, 'cert.pem'), 'utf8'),
    };
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What the verifier says of each envelope. */
  async function judge(...envelopes: string[]): Promise<string[]> {
    const files = await Promise.all(
      envelopes.map(async (text, index) => {
        const file = join(folder, `${index}.xml`);
        await writeFile(file, text);
        return file;
      }),
    );
    const args = ['-cp', `${classPath}:${folder}`, 'Verify', join(folder, 'cert.pem'), 'p<&>', ...files];
    const { stdout, stderr } = spawnSync('java', args, { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return stdout.trim().split('\n');
  }

  async function sent(options: Partial<SoapOptions>): Promise<string> {
    await using server = await serve(() => envelope('<UpdateCustomerResponse xmlns="urn:example:customers"/>'));
    await using source = await connected('customers.wsdl', { endpoint: server.url, ...options });
    await call(source, 'Mutation.updateCustomer', { customer: { id: '1', name: 'A\u00e9 & <B>\r\n', email: null } });
    return server.requests[0]?.body ?? '';
  }

  test('accepts user names with text and digest, and refuses another password', async () => {
    const token = { username: 'ann', password: 'p<&>' };
    const variants: Security[] = [
      { usernameToken: token },
      { usernameToken: { ...token, nonce: true } },
      { usernameToken: { ...token, type: 'digest' }, timestamp: true },
      { usernameToken: { ...token, type: 'digest', password: 'other' } },
    ];
    expect(await judge(...(await Promise.all(variants.map((security) => sent({ security })))))).toEqual([
      'user ann',
      'user ann',
      'timestamp, user ann',
      'refused: The security token could not be authenticated or authorized',
    ]);
  });

  test.each(['certificate', 'issuerSerial', 'thumbprint'] as const)(
    'accepts signatures whose certificate is known by its %s, and refuses changed messages',
    async (keyInfo) => {
      const all = ['body', 'timestamp', 'usernameToken', 'addressing', 'certificate'] as const;
      const usernameToken = { username: 'ann', password: 'p<&>', type: 'digest' } as const;
      const plain = await sent({ security: { signature: { ...pair, keyInfo } } });
      const full = await sent({
        addressing: true,
        security: { signature: { ...pair, keyInfo, parts: all, digest: 'sha512' }, usernameToken },
      });
      const certificate = keyInfo === 'certificate' ? 'BinarySecurityToken+' : '';
      expect(
        await judge(
          plain,
          full,
          plain.replace('id="1"', 'id="2"'),
          full.replace(/(<wsa:MessageID[^>]*>)[^<]*/, '$1urn:other'),
        ),
      ).toEqual([
        'signed Body+Timestamp, timestamp',
        `signed Action+${certificate}Body+MessageID+ReplyTo+Timestamp+To+UsernameToken, timestamp, user ann`,
        'refused: The signature or decryption was invalid',
        'refused: The signature or decryption was invalid',
      ]);
    },
  );

  test('a signature covers the values that MTOM sends as parts', async () => {
    const content = Buffer.from([0, 255, 13, 10, 60]);
    await using server = await serve(() =>
      envelope('<StoreResponse xmlns="urn:example:files"><content/><size>5</size></StoreResponse>'),
    );
    const security = { signature: pair };
    await using source = await connected('files.wsdl', { endpoint: server.url, mtom: true, security });
    await call(source, 'Mutation.store', { name: 'n', content: content.toString('base64') });
    const [request] = server.requests;
    const multipart = readMultipart(request?.bytes ?? Buffer.alloc(0), request?.headers['content-type'] ?? '');
    const wire = Buffer.from(multipart?.root.body ?? []).toString();
    expect(wire).toMatch(/<xop:Include [^>]*\/><\//);
    expect(wire).not.toContain(content.toString('base64'));
    expect([...(multipart?.attachments.values() ?? [])].map((part) => Buffer.from(part))).toEqual([content]);
    // The receiver puts the parts back as canonical base64 before it looks at the signature (XOP 1.0, 3.2).
    const whole = (bytes: Buffer): string => wire.replace(/<xop:Include [^>]*\/>/, bytes.toString('base64'));
    expect(await judge(whole(content), whole(Buffer.from('other')))).toEqual([
      'signed Body+Timestamp, timestamp',
      'refused: The signature or decryption was invalid',
    ]);
  });
});
