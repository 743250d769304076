import { GatewayError } from '../../errors/gateway-error.ts';

/** Names that belong to the protocol and never come from configuration or a caller. */
const RESERVED =
  /^(?::.*|grpc-.*|te|content-type|content-length|connection|transfer-encoding|upgrade|host|keep-alive|proxy-connection|user-agent|accept-encoding|http2-settings|__proto__)$/;
const NAME = /^[0-9a-z_.-]+$/;
const ASCII = /^[\x20-\x7e]*$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const MAX_VALUE = 16 * 1024;

/**
 * The configured headers as metadata. Values of names that end in `-bin` are base64 text, as on the wire. Throws `CONFIG_INVALID` for a
 * header that gRPC cannot carry.
 */
export function configuredMetadata(
  headers: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) add(metadata, name.toLowerCase(), value, 'CONFIG_INVALID');
  return metadata;
}

/** The same with the headers of the caller that are forwarded. Throws `BAD_USER_INPUT` for one that is not legal; nothing is sent then. */
export function withForwarded(
  configured: Readonly<Record<string, string>>,
  forwarded: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  let metadata: Record<string, string> | undefined;
  for (const name in forwarded) {
    const value = forwarded[name];
    if (value === undefined) continue;
    metadata ??= { ...configured };
    add(metadata, name, value, 'BAD_USER_INPUT');
  }
  return metadata ?? configured;
}

function add(
  metadata: Record<string, string>,
  name: string,
  value: string,
  code: 'CONFIG_INVALID' | 'BAD_USER_INPUT',
): void {
  if (RESERVED.test(name)) return;
  const legal = name.endsWith('-bin') ? BASE64.test(value) : ASCII.test(value);
  if (!NAME.test(name) || !legal || value.length > MAX_VALUE) {
    throw new GatewayError(
      code,
      `Header ${JSON.stringify(name.slice(0, 100))} cannot be sent as gRPC metadata: ${name.endsWith('-bin') ? 'its value must be base64 text' : 'only printable ASCII is legal'}, at most ${MAX_VALUE} characters.`,
    );
  }
  metadata[name] = value;
}
