import type { BenchReport, ContenderReport } from '../run-bench.ts';

const EXPLAINED: Readonly<Record<string, string>> = {
  Q1: 'the join of 20 orders over REST, SOAP and gRPC',
  Q2: 'pass-through of 20 orders',
  Q3: 'Q1 with every upstream answer cached in the gateway',
  Q4: 'a list of 1,000 orders',
  Q5: '`{ __typename }`',
  Mutation: 'one write',
  Q1Fragment: 'Q1 with an alias and a fragment',
  Q1Same: 'Q1, every connection asking for the same (a gateway may share the calls)',
  Q1x5: 'Q1 for 5 orders',
  Q1x100: 'Q1 for 100 orders',
};

/** The report as Markdown, for `RESULTS.md` and for the terminal. */
export function renderResults({ contenders, titles, machine, settings, ratios, scale }: BenchReport): string {
  const names = Object.keys(contenders);
  const sections = Object.keys(ratios).map((query) => {
    const limit = measured(contenders.limitB?.[query]);
    const rows = names.map((name) => row(titles[name] ?? name, contenders[name]?.[query], limit));
    return [`## ${query}: ${EXPLAINED[query] ?? query}`, '', HEAD, RULE, ...rows, ''].join('\n');
  });
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    '# Results of the benchmark',
    '',
    `Written by \`npm run bench\`. Node ${machine.node} on ${machine.platform}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; ` +
      `${machine.pinned ? 'load and upstream on one core, the contender on another' : 'processes could not be pinned'}; ` +
      `${settings.connections} connections, ${settings.rounds} rounds of ${settings.milliseconds / 1_000} s in turn, medians. ` +
      `The machine's load at the end was ${machine.load}.`,
    '',
    `Versions: ${versions.join(', ')}.`,
    '',
    'Read the ratios: absolute figures move with the machine. On a busy one, trust CPU per request most. Every contender gave the same JSON',
    'as the limit before it was timed; the one difference let pass is whether a 64-bit integer is a number or text.',
    '',
    ...sections,
    ...(scale === undefined ? [] : [renderScale(scale)]),
  ].join('\n');
}

const HEAD =
  '| contender | requests/s | to LIMIT-B | CPU ms | to LIMIT-B | p50 ms | p99 ms | RSS MB | upstream calls |';
const RULE = '|---|---|---|---|---|---|---|---|---|';

function row(
  title: string,
  report: ContenderReport | { readonly failed: string } | undefined,
  limit: ContenderReport | undefined,
): string {
  if (report === undefined) return `| ${title} | – | | | | | | | |`;
  const figures = measured(report);
  if (figures === undefined) return `| ${title} | failed | | | | | | | |`;
  const to = (value: number, other: number | undefined): string =>
    other === undefined ? '' : (value / other).toFixed(2);
  return [
    `| ${title}`,
    figures.requestsPerSecond.toFixed(0),
    to(figures.requestsPerSecond, limit?.requestsPerSecond),
    figures.cpuMs.toFixed(3),
    to(figures.cpuMs, limit?.cpuMs),
    figures.p50.toFixed(1),
    figures.p99.toFixed(1),
    figures.rssMb.toFixed(0),
    `${figures.upstreamCalls} |`,
  ].join(' | ');
}

const measured = (report: ContenderReport | { readonly failed: string } | undefined): ContenderReport | undefined =>
  report === undefined || 'failed' in report ? undefined : report;

function renderScale(scale: NonNullable<BenchReport['scale']>): string {
  const plots = scale.map(({ name, title }) => `![${title}](plots/${name}.svg)`);
  return ['## Scale', '', ...plots, ''].join('\n');
}
