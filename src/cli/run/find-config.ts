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
    `Write one by "interlace init <descriptions of your services>", or name one by --config.`,
  ]);
}
