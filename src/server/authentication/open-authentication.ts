import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ResolvedAuthentication, ResolvedIssuer } from '../../config/resolved-config.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Issue } from '../../errors/issue.ts';
import type { Authenticate, Caller } from '../../execution/caller.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { findToken } from './find-token.ts';
import { heldKeys, type KeyHolder, type Keys } from './key-holder.ts';
import { readKeySet } from './read-key-set.ts';
import { createRefusalLog } from './refusal-log.ts';
import { RemoteKeys } from './remote-keys.ts';
import { TokenRefusal } from './token-refusal.ts';
import { factsOf, readToken, verifyToken } from './verify-token.ts';

/** What reads key sets, so that nothing here opens a file or a connection itself. */
export interface KeySetReader {
  readFile(path: string): Promise<string>;
  /** Rejects after `timeoutMs`, for a status other than 200, and for too large a body. */
  fetch(url: string, tls: ResolvedIssuer['tls'], timeoutMs: number): Promise<string>;
}

export interface Authentication extends Disposable {
  readonly authenticate: Authenticate;
  /** What is wrong with the key sets: one that the configuration itself has is an error, one that cannot be fetched a warning; it is tried again. */
  readonly issues: readonly Issue[];
}

interface Remembered {
  readonly caller: Caller;
  /** What it was verified with. When these are no longer the issuer's, the token has to be looked at again. */
  readonly keys: Keys;
  readonly holder: KeyHolder;
}

const REMEMBERED_BYTES = 16 * 1024 ** 2;
/** What an entry takes besides its claims, which are held as objects. */
const ENTRY_BYTES = 512;

/** Resolves once each key set has been asked for; whether the remote ones came or not. */
export async function openAuthentication(
  settings: ResolvedAuthentication,
  reader: KeySetReader,
  logger: Logger,
): Promise<Authentication> {
  const issues: Issue[] = [];
  const opened = await Promise.all(
    settings.issuers.map(async (issuer) => {
      const holder = await openKeys(issuer, settings, reader, logger, issues);
      return [issuer.issuer, { issuer, holder }] as const;
    }),
  );
  const issuers = new Map(opened);
  const verified = new LRUCache<string, Remembered>({
    ...(Number.isFinite(settings.remembered) && { max: settings.remembered }),
    maxSize: REMEMBERED_BYTES,
  });
  /** Equal tokens that come at the same time are verified once. */
  const underWay = new Map<string, Promise<Caller>>();
  const tell = createRefusalLog(logger);

  const verify = async (text: string, digest: string): Promise<Caller> => {
    const token = readToken(text);
    const known = issuers.get(token.iss);
    if (known === undefined) throw new TokenRefusal('iss', factsOf(token));
    const { issuer, holder } = known;
    let keys = holder.current() ?? (await holder.newest());
    if (keys === undefined)
      throw new GatewayError('AUTHENTICATION_UNAVAILABLE', undefined, { retryAfterMs: holder.retryAfterMs });
    let caller: Caller;
    try {
      caller = await verifyToken(token, issuer, keys, settings.leewayMs);
    } catch (refusal) {
      if (!(refusal instanceof TokenRefusal) || refusal.check !== 'key') throw refusal;
      const newer = await holder.newest();
      if (newer === undefined || newer === keys) throw refusal;
      keys = newer;
      caller = await verifyToken(token, issuer, keys, settings.leewayMs);
    }
    verified.set(digest, { caller, keys, holder }, { size: ENTRY_BYTES + 4 * text.length });
    return caller;
  };

  const identify: Authenticate = (presented) => {
    const text = findToken(presented, settings);
    if (text === undefined) {
      if (settings.required) throw new TokenRefusal('present');
      return undefined;
    }
    if (text.length > settings.tokenBytes) throw new TokenRefusal('size');
    const digest = hash('sha256', text, 'base64url');
    const known = verified.get(digest);
    if (known !== undefined) {
      if (known.holder.current() === known.keys && Date.now() < known.caller.expiresAt) return known.caller;
      verified.delete(digest);
    }
    const pending = underWay.get(digest) ?? verify(text, digest).finally(() => underWay.delete(digest));
    underWay.set(digest, pending);
    return pending;
  };

  return {
    authenticate(presented) {
      try {
        const caller = identify(presented);
        if (!(caller instanceof Promise)) return caller;
        return caller.catch((error: unknown) => {
          if (error instanceof TokenRefusal) tell(error);
          throw error;
        });
      } catch (error) {
        if (error instanceof TokenRefusal) tell(error);
        throw error;
      }
    },
    issues,
    [Symbol.dispose]() {
      for (const { holder } of issuers.values()) holder[Symbol.dispose]();
    },
  };
}

async function openKeys(
  issuer: ResolvedIssuer,
  { keySets }: ResolvedAuthentication,
  reader: KeySetReader,
  logger: Logger,
  issues: Issue[],
): Promise<KeyHolder> {
  const { keys } = issuer;
  if (keys.kind === 'secrets') return heldKeys(keys.secrets.map((secret) => new TextEncoder().encode(secret)));
  if (keys.kind === 'url') {
    const facts = { issuer: issuer.issuer, url: keys.url };
    let reason: unknown;
    const remote = new RemoteKeys({
      fetchText: () => reader.fetch(keys.url, issuer.tls, keySets.timeoutMs),
      settings: keySets,
      onProblem: (error) => {
        reason = error;
        if (error === undefined) logger.info('a key set can be read again', facts);
        else logger.warn('a key set cannot be read', { ...facts, error });
      },
    });
    await remote.refresh();
    if (remote.current() === undefined) {
      const message = `The key set cannot be read: ${reasonOf(reason)}. Tokens of ${issuer.issuer} are answered with 503 until it can.`;
      issues.push({ severity: 'warning', code: 'UNRESOLVED', message, at: issuer.at });
    }
    return remote;
  }
  const report = (severity: Issue['severity'], problem: string): void => {
    const what = keys.kind === 'file' ? `The key set ${keys.path}` : 'The key set';
    issues.push({ severity, code: 'INVALID', message: `${what} cannot be used: ${problem}.`, at: issuer.at });
  };
  const set = await readGiven(keys, reader);
  if (typeof set === 'string') {
    report('error', set);
    return heldKeys([]);
  }
  if (set.leftOut.length > 0) report('warning', `not all of it, ${set.leftOut.slice(0, 5).join(', ')}`);
  return heldKeys(set.keys);
}

async function readGiven(
  keys: Exclude<ResolvedIssuer['keys'], { kind: 'url' | 'secrets' }>,
  reader: KeySetReader,
): Promise<ReturnType<typeof readKeySet>> {
  if (keys.kind === 'inline') return readKeySet(keys.set);
  try {
    return readKeySet(JSON.parse(await reader.readFile(keys.path)));
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is no JSON';
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
