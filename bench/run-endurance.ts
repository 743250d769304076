import { setTimeout as delay } from 'node:timers/promises';
import type { ContenderInput } from './contenders/contender.ts';
import { CONTENDERS } from './contenders/list.ts';
import { startProcess } from './contenders/start-process.ts';
import type { RunningContender } from './load/measure.ts';
import { type FloodReport, measureFlood } from './load/measure-flood.ts';
import { measureSoak, type SoakReport } from './load/measure-soak.ts';
import { pinning } from './report/machine.ts';
import type { UpstreamPorts } from './scene/upstream.ts';

export interface EnduranceOptions {
  /** Name of the contender. */
  readonly subject: string;
  /** Documents, each sent once. */
  readonly flood: number | undefined;
  readonly soakMinutes: number | undefined;
  readonly log: (line: string) => void;
}

export interface EnduranceReport {
  readonly flood?: FloodReport;
  readonly soak?: SoakReport;
}

/** Whether memory stays flat: over documents that are never seen again, and over time; each in a fresh process. */
export async function runEndurance({ subject, flood, soakMinutes, log }: EnduranceOptions): Promise<EnduranceReport> {
  const contender = CONTENDERS.find(({ name }) => name === subject);
  if (contender === undefined) throw new Error(`There is no contender "${subject}".`);
  const cpus = pinning();
  const upstream = await startProcess('upstream', { cpu: cpus?.load, input: {} });
  const { ports } = upstream.hello as { ports: UpstreamPorts };
  const input: ContenderInput = { upstream: ports, cached: false };
  const fresh = async <Report>(measure: (running: RunningContender) => Promise<Report>): Promise<Report> => {
    const process = await startProcess(contender.file, { cpu: cpus?.gateway, input });
    const { port, path } = process.hello as { port: number; path: string };
    try {
      await delay(300);
      return await measure({ name: subject, process, port, path, query: '' });
    } finally {
      await process.stop();
    }
  };
  try {
    return {
      ...(flood !== undefined && { flood: await fresh((running) => measureFlood(running, flood, log)) }),
      ...(soakMinutes !== undefined && { soak: await fresh((running) => measureSoak(running, soakMinutes, log)) }),
    };
  } finally {
    await upstream.stop();
  }
}
