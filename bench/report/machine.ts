import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Contender } from '../contenders/list.ts';

export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Over the last minute, when the run ended: above one or two, others were at work. */
  readonly load: number;
  /** The load and the upstream on one core, the gateway on another. */
  readonly pinned: boolean;
  readonly versions: Readonly<Record<string, string>>;
}

/** Which processor does what; undefined where `bench.mjs` found that processes cannot be pinned. */
export function pinning(): { readonly load: number; readonly gateway: number } | undefined {
  return process.env.BENCH_PINNED === undefined ? undefined : { load: 0, gateway: 1 };
}

export function describeMachine(contenders: readonly Contender[], pinned: boolean): Machine {
  const packages = [...new Set(contenders.flatMap((contender) => contender.packages))].sort();
  return {
    node: process.version,
    platform: `${platform()} ${release()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    pinned,
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
}

/** Of the benchmark's own copy, or of the product's: an Apollo Server that Interlace is mounted in shares its `graphql`. */
function versionOf(name: string): string {
  for (const folder of ['..', '../..']) {
    try {
      const path = new URL(`${folder}/node_modules/${name}/package.json`, import.meta.url);
      return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    } catch {
      // Looked for one folder up.
    }
  }
  return 'missing';
}
