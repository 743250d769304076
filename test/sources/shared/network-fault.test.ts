import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../src/sources/shared/http-client.ts';
import { fromNetworkError } from '../../../src/sources/shared/network-fault.ts';

describe('a TLS connection that fails says why', () => {
  const servers: Server[] = [];
  let folder: string;
  let ca: string;
  let secure: string;
  let plain: string;
  const listen = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const failure = async (origin: string, tls: { readonly ca?: string } = {}): Promise<unknown> => {
    await using client = createHttpClient({ tls });
    const signal = AbortSignal.timeout(10_000);
    return await client.request({ method: 'GET', origin, path: '/', headers: {}, signal }).catch(fromNetworkError);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interlace-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=elsewhere', '-addext', 'subjectAltName=DNS:elsewhere'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
      {
        stdio: 'ignore',
      },
    );
    ca = readFileSync(cert, 'utf8');
    secure = await listen(createServer({ key: readFileSync(key), cert: ca }, (_, response) => response.end()));
    plain = await listen(createPlainServer((_, response) => response.end()));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['of a certificate that nobody trusts', () => failure(secure), 'signed by itself; trust it by tls.ca'],
    ['of a certificate of another host', () => failure(secure, { ca }), 'for another host name; see tls.serverName'],
    ['of a service without TLS', () => failure(plain), 'it answers without TLS'],
  ])('%s', async (_, fail, reason) => {
    expect(await fail()).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      transient: false,
      message: expect.stringContaining(reason),
    });
  });
});
