import { GatewayError } from '../../../errors/gateway-error.ts';

/** Where one connection goes. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** A Unix socket, in place of host and port. */
  readonly path?: string;
  /** The name that the certificate must have, where `host` is only an address of it. */
  readonly serverName?: string;
}

/** An endpoint as it is configured. */
export interface Target {
  readonly addresses: readonly Address[];
  /** `dns:` names are resolved to all of their addresses, again and again; others are left to the connection. */
  readonly resolve: boolean;
  /** `:authority` of calls. */
  readonly authority: string;
  /** TLS as the scheme says; undefined where there is no scheme. */
  readonly secure: boolean | undefined;
}

/**
 * `host:port`, `http://host:port`, `https://host`, `grpc://`, `grpcs://`, `dns:host:port`, `dns:///host:port`, `unix:/path`,
 * `unix:///path`, `ipv4:1.2.3.4:80`, and several of them with commas between. Throws `CONFIG_INVALID`.
 */
export function parseTarget(endpoint: string): Target {
  const parts = endpoint
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const [first] = parts;
  if (first === undefined) throw invalid(endpoint, 'is empty');
  const scheme = /^(?:(dns|ipv4|ipv6):(?:\/\/[^/]*\/)?|(grpcs|https|grpc|http):\/\/|(unix):(?:\/\/)?)/.exec(first);
  const resolve = scheme?.[1] === 'dns';
  const secure = scheme?.[2] === undefined ? undefined : scheme[2] === 'grpcs' || scheme[2] === 'https';
  if (scheme?.[3] !== undefined) {
    return {
      addresses: [{ host: 'localhost', port: 80, path: first.slice(scheme[0].length) }],
      resolve: false,
      authority: 'localhost',
      secure: undefined,
    };
  }
  const fallback = secure === true ? 443 : secure === false ? 80 : undefined;
  const addresses = parts.map((part) => {
    const bare = part
      .replace(/^(?:(?:dns|ipv4|ipv6):(?:\/\/[^/]*\/)?|(?:grpcs|https|grpc|http):\/\/)/, '')
      .replace(/\/$/, '');
    return hostAndPort(bare, fallback, endpoint);
  });
  const [head] = addresses;
  if (head === undefined) throw invalid(endpoint, 'is empty');
  return { addresses, resolve, secure, authority: authorityOf(head, fallback) };
}

function hostAndPort(text: string, fallback: number | undefined, endpoint: string): Address {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:/\s@]+))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3] === undefined ? (fallback ?? 443) : Number(match[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port > 65_535) throw invalid(endpoint, `has "${text}" in it, which is not host:port`);
  return { host, port };
}

function authorityOf({ host, port }: Address, fallback: number | undefined): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === fallback ? name : `${name}:${port}`;
}

function invalid(endpoint: string, problem: string): GatewayError {
  return new GatewayError(
    'CONFIG_INVALID',
    `endpoint ${JSON.stringify(endpoint)} ${problem}. Write host:port, dns:host:port, https://host or unix:/path.`,
  );
}
