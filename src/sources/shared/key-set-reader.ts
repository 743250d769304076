import { GatewayError } from '../../errors/gateway-error.ts';
import type { TlsOptions } from '../source.ts';
import { createNodeSourceIO } from './node-source-io.ts';

const MAX_BYTES = 256 * 1024;

/** Reads JSON Web Key Sets as text: of files, and of URLs with bounds on size and time. */
export function createKeySetReader(baseDir: string) {
  return {
    readFile: async (path: string): Promise<string> =>
      Buffer.from(await createNodeSourceIO(baseDir).readFile(path)).toString(),

    /** Rejects for another status than 200, for more than 256 kB, and after `timeoutMs`. */
    async fetch(url: string, tls: TlsOptions | undefined, timeoutMs: number): Promise<string> {
      const late = new AbortController();
      const timer = setTimeout(
        () => late.abort(new GatewayError('DESCRIPTION_UNREADABLE', `There was no answer within ${timeoutMs} ms.`)),
        timeoutMs,
      );
      try {
        const { status, body } = await createNodeSourceIO(baseDir, tls).fetch(new URL(url), {
          headers: { accept: 'application/jwk-set+json, application/json' },
          maxBytes: MAX_BYTES,
          signal: late.signal,
        });
        if (status !== 200) throw new GatewayError('DESCRIPTION_UNREADABLE', `The status is ${status}.`);
        return Buffer.from(body).toString();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
