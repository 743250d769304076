import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import type { JwtAlgorithm } from './authentication-config.ts';
import { type authenticationSchema, KEY_ALGORITHMS, SECRET_ALGORITHMS } from './authentication-schema.ts';
import { type ConfigPath, type Locate, pathText, problem } from './problems.ts';
import type { Mode, ResolvedAuthentication, ResolvedIssuer } from './resolved-config.ts';

type Settings = z.output<typeof authenticationSchema>;
type IssuerSettings = Settings['jwt'][number];

/** Bytes that a secret needs at least: as many as the hash has (RFC 7518, section 3.2). */
const SECRET_BYTES: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What does not fit together is reported with its place; no message has a secret in it. */
export function resolveAuthentication(
  settings: Settings | undefined,
  mode: Mode,
  locate: Locate,
  issues: Issue[],
): ResolvedAuthentication | undefined {
  if (settings === undefined) return undefined;
  const { jwt, required, header, cookie, leeway, tokenSize, remembered, keys } = settings;
  const known = new Set<string>();
  const issuers = jwt.flatMap((one, index) => {
    const path = ['authentication', 'jwt', index];
    const report = (below: ConfigPath, message: string): undefined => {
      issues.push(problem(locate([...path, ...below]), `"${pathText([...path, ...below])}" ${message}`));
    };
    if (known.has(one.issuer))
      report(['issuer'], `is ${JSON.stringify(one.issuer)} a second time: name each issuer once.`);
    known.add(one.issuer);
    return resolveIssuer(one, mode, locate([...path, 'jwks']), report) ?? [];
  });
  return {
    issuers,
    required,
    header: header.toLowerCase(),
    cookie,
    leewayMs: leeway,
    tokenBytes: tokenSize,
    remembered,
    keySets: {
      refreshMs: keys.refresh,
      cooldownMs: keys.cooldown,
      timeoutMs: keys.timeout,
      staleMs: keys.stale,
    },
  };
}

type Report = (below: ConfigPath, message: string) => undefined;

function resolveIssuer(one: IssuerSettings, mode: Mode, at: string, report: Report): ResolvedIssuer | undefined {
  const { issuer, audience, jwks, secret, type, tls } = one;
  const common = {
    issuer,
    audience: typeof audience === 'string' ? [audience] : audience,
    type,
    tls: tls as ResolvedIssuer['tls'],
    at,
  };
  if (jwks !== undefined && secret !== undefined) {
    return report(
      [],
      'has a "jwks" and a "secret": whoever knows the public key could sign with it. Keep one of them.',
    );
  }
  if (secret !== undefined) {
    const algorithms = algorithmsOf(one, SECRET_ALGORITHMS, ['HS256'], report, 'a secret');
    const secrets = typeof secret === 'string' ? [secret] : secret;
    const needed = Math.max(...algorithms.map((algorithm) => SECRET_BYTES[algorithm] ?? 0));
    secrets.forEach((text, index) => {
      const bytes = Buffer.byteLength(text);
      const below = typeof secret === 'string' ? ['secret'] : ['secret', index];
      if (bytes < needed) report(below, `has ${bytes} bytes: ${algorithms.join(' and ')} needs ${needed} or more.`);
    });
    return { ...common, algorithms, keys: { kind: 'secrets', secrets } };
  }
  const algorithms = algorithmsOf(one, KEY_ALGORITHMS, KEY_ALGORITHMS, report, 'a key set');
  if (jwks === undefined) {
    return report(
      [],
      'has neither "jwks" nor "secret": name the URL of the issuer\'s key set, as its discovery document says.',
    );
  }
  if (typeof jwks !== 'string') return { ...common, algorithms, keys: { kind: 'inline', set: jwks } };
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(jwks)?.[1]?.toLowerCase();
  if (scheme === undefined) return { ...common, algorithms, keys: { kind: 'file', path: jwks } };
  if ((scheme !== 'https' && scheme !== 'http') || !URL.canParse(jwks)) {
    return report(['jwks'], `is ${JSON.stringify(jwks)}: expected a path or an https:// URL.`);
  }
  const url = new URL(jwks);
  if (scheme === 'http' && mode === 'production' && !THIS_MACHINE.has(url.hostname)) {
    report(['jwks'], `is ${JSON.stringify(jwks)}: whoever is on the way could put his own keys into it. Use https://.`);
  }
  return { ...common, algorithms, keys: { kind: 'url', url: url.href } };
}

function algorithmsOf(
  { algorithms }: IssuerSettings,
  fitting: readonly JwtAlgorithm[],
  otherwise: readonly JwtAlgorithm[],
  report: Report,
  what: string,
): readonly JwtAlgorithm[] {
  if (algorithms === undefined) return otherwise;
  algorithms.forEach((algorithm, index) => {
    if (fitting.includes(algorithm)) return;
    report(['algorithms', index], `is '${algorithm}', which ${what} does not do: it does ${fitting.join(', ')}.`);
  });
  return algorithms;
}
