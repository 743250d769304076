import type { AuthenticationConfig } from '../../../src/config/authentication-config.ts';
import { resolveConfig } from '../../../src/config/resolve-config.ts';
import { type Authentication, openAuthentication } from '../../../src/server/authentication/open-authentication.ts';
import { createKeySetReader } from '../../../src/sources/shared/key-set-reader.ts';
import { type Logger, SILENT } from '../../../src/telemetry/logger.ts';

const none = { kind: 'none', options: {}, open: () => Promise.reject(new Error('not opened here')) };

/** Authentication as a gateway opens it, without a gateway. */
export async function open(authentication: AuthenticationConfig, logger: Logger = SILENT): Promise<Authentication> {
  const { config, issues } = resolveConfig(
    { sources: { none }, authentication },
    { env: {}, baseDir: '/', mode: 'development' },
  );
  if (config?.authentication === undefined) throw new Error(JSON.stringify(issues));
  return openAuthentication(config.authentication, createKeySetReader('/'), logger);
}
