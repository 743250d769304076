import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CONTENDERS } from './contenders/list.ts';
import { plotSvg } from './report/plot-svg.ts';
import { renderResults } from './report/render-results.ts';
import { runBench } from './run-bench.ts';

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
  },
});

const wanted = values.only?.split(',');
const report = await runBench({
  quick: values.quick,
  contenders: CONTENDERS.filter(({ name }) => wanted === undefined || wanted.includes(name)),
  queries: values.queries?.split(','),
  log: (line) => process.stderr.write(`${line}\n`),
});
const markdown = renderResults(report);

// Only a whole run is worth keeping.
if (!values.quick && wanted === undefined && values.queries === undefined) {
  const folder = new URL('.', import.meta.url);
  mkdirSync(new URL('plots/', folder), { recursive: true });
  for (const plot of report.scale ?? []) writeFileSync(new URL(`plots/${plot.name}.svg`, folder), plotSvg(plot));
  writeFileSync(new URL('RESULTS.md', folder), markdown);
}
process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : markdown);
