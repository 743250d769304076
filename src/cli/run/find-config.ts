import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONFIG_FILES } from '../../config/load/load-config-file.ts';
import { Failure } from '../failure.ts';

/** The file that was named, or the first of the usual names in the working directory. */
export function findConfig(named: string | undefined): string {
  if (named !== undefined) return resolve(named);
  const found = CONFIG_FILES.find((name) => existsSync(name));
  if (found !== undefined) return join(process.cwd(), found);
  throw new Failure([
    `There is no configuration in ${process.cwd()}.`,
    `Create ${CONFIG_FILES[0]} (or .js, .json, .yaml), or name one by --config.`,
  ]);
}
