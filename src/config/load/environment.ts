import type { ResolveOptions } from '../resolve-config.ts';

/** What a configuration is resolved in: this process and its working directory, where the options leave it open. */
export function environment(options: Partial<ResolveOptions>): ResolveOptions {
  return {
    env: options.env ?? process.env,
    baseDir: options.baseDir ?? process.cwd(),
    mode: options.mode ?? (process.env.NODE_ENV === 'production' ? 'production' : 'development'),
    ...(options.locate && { locate: options.locate }),
    ...(options.kinds && { kinds: options.kinds }),
  };
}
