import { parseArgs } from 'node:util';
import { CONTENDERS } from './contenders/list.ts';
import { renderResults } from './report/render-results.ts';
import { runBench } from './run-bench.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
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
process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : renderResults(report));
