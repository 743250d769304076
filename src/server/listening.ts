import { GatewayError } from '../errors/gateway-error.ts';

/** What a person should do where a server cannot listen that is configured at `setting`; anything else as it is. */
export function listenFailure(error: unknown, setting: string, host: string, port: number): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const byVariable = setting === 'server' ? 'PORT or ' : '';
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} of ${host} is in use. Stop what uses it, or choose another by ${byVariable}${setting}.port (0 takes a free one).`,
    EACCES: `Port ${port} needs more rights than this process has. Choose one from 1024 on.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Correct ${setting}.host.`,
    ENOTFOUND: `The host ${host} is unknown. Correct ${setting}.host.`,
  };
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  return reason === undefined ? error : new GatewayError('CONFIG_INVALID', reason, { cause: error });
}

/** Where a client on this machine reaches a server. */
export function urlOf(host: string, port: number, path: string): string {
  return `http://${shownHost(host)}:${port}${path}`;
}

/** An address that listens everywhere is reached at this machine's own name. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
