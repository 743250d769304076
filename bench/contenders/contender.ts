import type { UpstreamPorts } from '../scene/upstream.ts';

/** What a contender's process needs to know, in its environment. */
export interface ContenderInput {
  readonly upstream: UpstreamPorts;
  /** Every upstream answer is to be kept. */
  readonly cached: boolean;
}

export interface ContenderUsage {
  /** Of user and system, since the process began. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Live and dead objects of the engine's heap. */
  readonly heapMb: number;
  /** Memory outside of it that objects hold, buffers for the most part. */
  readonly externalMb: number;
}

export function readInput(): ContenderInput {
  return JSON.parse(process.env.BENCH_INPUT ?? '{}') as ContenderInput;
}

/** Says where the contender listens, and answers each message with what its process has used. */
export function announce(port: number, path: string): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external } = process.memoryUsage();
    const usage: ContenderUsage = {
      cpuMs: (user + system) / 1_000,
      rssMb: rss / 2 ** 20,
      heapMb: heapUsed / 2 ** 20,
      externalMb: external / 2 ** 20,
    };
    process.send?.({ usage });
  });
  process.send?.({ port, path });
}
