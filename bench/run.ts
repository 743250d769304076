import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CONTENDERS } from './contenders/list.ts';
import { type NamedPlot, plotSvg } from './report/plot-svg.ts';
import { endurancePlots, renderEndurance } from './report/render-endurance.ts';
import { renderResults } from './report/render-results.ts';
import { runBench } from './run-bench.ts';
import { runEndurance } from './run-endurance.ts';

const { values } = parseArgs({
  options: {
    /** Q1 to Q5 with short rounds, in under five minutes. */
    quick: { type: 'boolean', default: false },
    /** The report as JSON instead of Markdown. */
    json: { type: 'boolean', default: false },
    /** Names of contenders, with commas. The limit is the yardstick: leave it in. */
    only: { type: 'string' },
    /** Names of queries, with commas. */
    queries: { type: 'string' },
    /** Rounds of each query, instead of the usual number. */
    rounds: { type: 'string' },
    /** Instead of the comparison: so many documents, each sent once, and what that does to memory. */
    flood: { type: 'string' },
    /** Instead of the comparison: load for so many minutes, and what that does to memory. */
    soak: { type: 'string' },
  },
});

const log = (line: string): boolean => process.stderr.write(`${line}\n`);
if (values.flood === undefined && values.soak === undefined) await compare();
else await endure();

async function compare(): Promise<void> {
  const wanted = values.only?.split(',');
  const report = await runBench({
    quick: values.quick,
    contenders: CONTENDERS.filter(({ name }) => wanted === undefined || wanted.includes(name)),
    queries: values.queries?.split(','),
    rounds: count(values.rounds),
    log,
  });
  const markdown = renderResults(report);
  // Only a whole run is worth keeping.
  if (!values.quick && wanted === undefined && values.queries === undefined) {
    keepPlots(report.scale ?? []);
    writeFileSync(new URL('../RESULTS.md', import.meta.url), markdown);
  }
  print(report, markdown);
}

/** Fails where memory is not flat, or not under its bound. */
async function endure(): Promise<void> {
  const subject = values.only ?? 'interlace';
  const report = await runEndurance({ subject, flood: count(values.flood), soakMinutes: count(values.soak), log });
  if (values.only === undefined) keepPlots(endurancePlots(report));
  print(report, renderEndurance(report));
  const verdicts = [report.flood?.verdict, report.soak?.verdict];
  if (verdicts.some((verdict) => verdict !== undefined && !(verdict.flat && verdict.bounded))) process.exitCode = 1;
}

/** One line of JSON, so that it is found behind whatever a package manager prints first. */
function print(report: unknown, markdown: string): void {
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : markdown);
}

function keepPlots(plots: readonly NamedPlot[]): void {
  const folder = new URL('../plots/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const plot of plots) writeFileSync(new URL(`${plot.name}.svg`, folder), plotSvg(plot));
}

function count(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`"${text}" is no number greater than 0.`);
  return value;
}
