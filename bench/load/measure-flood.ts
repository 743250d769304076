import type { ContenderUsage } from '../contenders/contender.ts';
import { ROW, variablesFor } from '../scene/queries.ts';
import { KeepAliveSocket, postRequest } from './keep-alive-socket.ts';
import { type RunningContender, usageOf } from './measure.ts';
import { median, quantile } from './run-load.ts';

/** What a flood of documents that are never seen again does to memory, and to the documents that are known. */
export interface FloodReport {
  readonly documents: number;
  readonly seconds: number;
  /** Resident memory after so many documents. */
  readonly memory: readonly MemorySample[];
  /** Milliseconds of a known document and of a new one, each by itself, in the pauses of the flood. */
  readonly known: Latency;
  readonly unseen: Latency;
  /** Of a known document before the flood. */
  readonly knownBefore: Latency;
  readonly verdict: MemoryVerdict;
}

export interface MemorySample extends ContenderUsage {
  /** Documents so far, or minutes. */
  readonly at: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface MemoryVerdict {
  readonly peakMb: number;
  /** The median of the last quarter over that of the second. */
  readonly growthMb: number;
  readonly bounded: boolean;
  readonly flat: boolean;
}

const KNOWN = 50;
const SLICES = 40;
const FLOODERS = 4;
const MAX_RSS_MB = 200;
const MAX_GROWTH_MB = 8;

/** The join, under a name of its own: as long, and as dear to prepare, as what clients send. */
const unseenDocument = (number: number): string =>
  `query Flood${number}($offset: Int!) { page${number}: orders(limit: 1, offset: $offset) { ${ROW} } }`;
const knownDocument = (number: number): string =>
  `query Known${number}($offset: Int!) { orders(limit: 1, offset: $offset) { ${ROW} } }`;

/** Sends `documents` different documents in slices, and asks for the known ones between them. */
export async function measureFlood(
  contender: RunningContender,
  documents: number,
  log: (line: string) => void,
): Promise<FloodReport> {
  const sockets: KeepAliveSocket[] = [];
  const open = (): Ask => {
    const socket = new KeepAliveSocket(contender.port);
    sockets.push(socket);
    return async (query) => {
      const began = performance.now();
      const { status, body } = await socket.send(postRequest(contender.path, query, variablesFor(query, 1)));
      if (status !== 200) throw new Error(`answered ${status}: ${body.subarray(0, 300)}`);
      return performance.now() - began;
    };
  };
  try {
    const askAlone = open();
    const knownRound = async (): Promise<number[]> => {
      const taken: number[] = [];
      for (let number = 0; number < KNOWN; number += 1) taken.push(await askAlone(knownDocument(number)));
      return taken;
    };
    for (let round = 0; round < 20; round += 1) await knownRound();
    const before = await knownRound();

    const flooders = Array.from({ length: FLOODERS }, open);
    const memory: MemorySample[] = [];
    const known: number[] = [];
    const unseen: number[] = [];
    const began = performance.now();
    let sent = 0;
    const flood = async (ask: Ask, until: number): Promise<void> => {
      while (sent < until) {
        sent += 1;
        await ask(unseenDocument(sent));
      }
    };
    for (let slice = 1; slice <= SLICES; slice += 1) {
      await Promise.all(flooders.map((ask) => flood(ask, (documents * slice) / SLICES)));
      const usage = await usageOf(contender);
      memory.push({ at: sent, ...usage });
      // By themselves and in turn, so that the times are those of the answers and not of a queue.
      known.push(...(await knownRound()));
      for (let number = 0; number < KNOWN; number += 1) {
        sent += 1;
        unseen.push(await askAlone(unseenDocument(sent)));
      }
      log(`flood: ${sent} documents, ${usage.rssMb.toFixed(0)} MB`);
    }
    return {
      documents: sent,
      seconds: (performance.now() - began) / 1_000,
      memory,
      known: latencyOf(known),
      unseen: latencyOf(unseen),
      knownBefore: latencyOf(before),
      verdict: judgeMemory(memory),
    };
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** Milliseconds until the answer. */
type Ask = (query: string) => Promise<number>;

function latencyOf(taken: readonly number[]): Latency {
  const sorted = [...taken].sort((left, right) => left - right);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

/** Bounded: under 200 MB all the time. Flat: at the end as much as after the first quarter, in which heap and caches fill. */
export function judgeMemory(memory: readonly MemorySample[]): MemoryVerdict {
  const rss = memory.map(({ rssMb }) => rssMb);
  const quarter = Math.ceil(rss.length / 4);
  const peakMb = Math.max(...rss);
  const growthMb = median(rss.slice(-quarter)) - median(rss.slice(quarter, 2 * quarter));
  return { peakMb, growthMb, bounded: peakMb < MAX_RSS_MB, flat: growthMb < MAX_GROWTH_MB };
}
