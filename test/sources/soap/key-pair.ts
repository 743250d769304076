import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private key and its self-signed certificate, as PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export function makeKeyPair(kind: 'rsa' | 'ec' = 'rsa'): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'soap-key-'));
  try {
    const type = kind === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
    const args = ['req', '-x509', '-newkey', ...type, '-nodes', '-days', '2', '-subj', '/CN=test', ...files];
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return { key: read('key.pem'), cert: read('cert.pem') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same key, locked. */
export const locked = (key: string, passphrase: string): string =>
  createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
