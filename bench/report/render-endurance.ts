import type { FloodReport, MemorySample, MemoryVerdict } from '../load/measure-flood.ts';
import type { SoakReport } from '../load/measure-soak.ts';
import type { EnduranceReport } from '../run-endurance.ts';
import type { NamedPlot } from './plot-svg.ts';

/** The report as Markdown, for the terminal. */
export function renderEndurance({ flood, soak }: EnduranceReport): string {
  return [...(flood === undefined ? [] : renderFlood(flood)), ...(soak === undefined ? [] : renderSoak(soak)), ''].join(
    '\n',
  );
}

function renderFlood({ documents, seconds, known, unseen, knownBefore, verdict }: FloodReport): string[] {
  const row = (title: string, { p50, p99 }: { p50: number; p99: number }): string =>
    `| ${title} | ${p50.toFixed(2)} | ${p99.toFixed(2)} |`;
  return [
    `## ${documents.toLocaleString('en')} documents, each sent once, in ${seconds.toFixed(0)} s`,
    '',
    ...renderVerdict(verdict),
    '',
    '| milliseconds of an answer by itself | p50 | p99 |',
    '|---|---|---|',
    row('known document, before', knownBefore),
    row('known document, in the flood', known),
    row('new document', unseen),
    '',
  ];
}

function renderSoak({ minutes, requests, verdict }: SoakReport): string[] {
  return [
    `## ${minutes} minutes of load, ${requests.toLocaleString('en')} requests`,
    '',
    ...renderVerdict(verdict),
    '',
  ];
}

function renderVerdict({ peakMb, growthMb, bounded, flat }: MemoryVerdict): string[] {
  return [
    `- resident memory at most ${peakMb.toFixed(0)} MB: ${bounded ? 'within' : 'BEYOND'} its bound`,
    `- from the second quarter to the last it grew by ${growthMb.toFixed(1)} MB: ${flat ? 'flat' : 'NOT FLAT'}`,
  ];
}

export function endurancePlots({ flood, soak }: EnduranceReport): NamedPlot[] {
  const plot = (name: string, title: string, xTitle: string, memory: readonly MemorySample[]): NamedPlot => ({
    name,
    title,
    xTitle,
    yTitle: 'resident memory in MB',
    scale: 'linear',
    series: [
      { title: 'resident', points: memory.map(({ at, rssMb }) => [at, rssMb]) },
      { title: 'heap', points: memory.map(({ at, heapMb }) => [at, heapMb]) },
    ],
  });
  return [
    ...(flood === undefined
      ? []
      : [plot('flood', 'Memory over documents that are sent once', 'documents', flood.memory)]),
    ...(soak === undefined ? [] : [plot('soak', 'Memory over time under load', 'minutes', soak.memory)]),
  ];
}
