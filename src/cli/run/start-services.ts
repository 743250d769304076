import { resolve } from 'node:path';
import { loadModuleNamespace } from '../../config/load/load-module.ts';
import { formatIssue } from '../../errors/issue.ts';
import { Failure } from '../failure.ts';

/** Services that run beside the gateway while a demo or a test lasts. */
export interface Services extends AsyncDisposable {
  /** Environment variables that the configuration reads, such as `ORDERS_URL`. */
  readonly env: Readonly<Record<string, string>>;
}

const NONE: Services = { env: {}, [Symbol.asyncDispose]: async () => undefined };

/** Starts what a module's exported `startDemo` or `start` starts. Without a module there is nothing to start. */
export async function startServices(module: string | undefined): Promise<Services> {
  if (module === undefined) return NONE;
  const loaded = await loadModuleNamespace(resolve(module), module, {});
  if ('issue' in loaded) throw new Failure([formatIssue(loaded.issue)]);
  const start = loaded.value.startDemo ?? loaded.value.start;
  if (typeof start !== 'function') throw new Failure([`${module}: it exports no function startDemo() or start().`]);
  const services: unknown = await start();
  if (!isServices(services)) throw new Failure([`${module}: what it starts has no "env" or cannot be disposed.`]);
  return services;
}

function isServices(value: unknown): value is Services {
  return typeof value === 'object' && value !== null && 'env' in value && Symbol.asyncDispose in value;
}
