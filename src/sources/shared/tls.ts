import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { TlsOptions } from '../source.ts';

function pem(value: string, option: string): string {
  if (value.includes('-----BEGIN')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    throw new GatewayError(
      'CONFIG_INVALID',
      `tls.${option}: the file ${value} cannot be read. Give PEM text or the path of a PEM file.`,
      {
        cause: error,
      },
    );
  }
}

/** A source's TLS options as Node's; PEM text is taken as it is, anything else is the path of a file that holds it. */
export function tlsConnectOptions(tls: TlsOptions | undefined): Pick<
  SecureContextOptions,
  'ca' | 'cert' | 'key' | 'passphrase'
> & {
  servername?: string;
  rejectUnauthorized?: boolean;
} {
  if (tls === undefined) return {};
  return {
    ...(tls.ca === undefined ? undefined : { ca: pem(tls.ca, 'ca') }),
    ...(tls.cert === undefined ? undefined : { cert: pem(tls.cert, 'cert') }),
    ...(tls.key === undefined ? undefined : { key: pem(tls.key, 'key') }),
    ...(tls.passphrase === undefined ? undefined : { passphrase: tls.passphrase }),
    ...(tls.serverName === undefined ? undefined : { servername: tls.serverName }),
    ...(tls.rejectUnauthorized === undefined ? undefined : { rejectUnauthorized: tls.rejectUnauthorized }),
  };
}
