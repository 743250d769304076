/** A scrape: values by `name{label="value",…}` with the labels in order, and the type of each name. */
export interface Scrape {
  readonly values: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
  /** Of one series; an error where there is none. */
  value(series: string): number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? ([0-9.e+-]+|[+-]Inf|NaN)$`);

/** Reads the text exposition format strictly: throws at whatever is not of it, and where a histogram is none. */
export function readMetrics(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  let help = '';
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, about] = /^# HELP (\S+) [^\n]+$/.exec(line) ?? [];
    const [, named, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (about !== undefined) help = about;
    else if (named !== undefined && type !== undefined) {
      if (named !== help) throw new Error(`no help for ${named}`);
      if (types.has(named)) throw new Error(`${named} comes twice`);
      types.set(named, type);
      current = named;
    } else {
      const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
      const family = types.get(current) === 'histogram' ? name.replace(/_(?:bucket|sum|count)$/, '') : name;
      if (value === undefined || family !== current) throw new Error(`not understood: ${line}`);
      if (values.has(name + labels)) throw new Error(`twice: ${line}`);
      values.set(name + labels, Number(value.replace('Inf', 'Infinity')));
    }
  }
  checkHistograms(values);
  return {
    values,
    types,
    value(series) {
      const value = values.get(series);
      if (value === undefined) throw new Error(`there is no ${series} in\n${[...values.keys()].join('\n')}`);
      return value;
    },
  };
}

/** Buckets never fall, and the last of them has everything. */
function checkHistograms(values: ReadonlyMap<string, number>): void {
  let before: readonly [series: string, value: number] = ['', 0];
  for (const [key, value] of values) {
    const [, name, labels = '', bound] = /^(.*)_bucket\{(.*?),?le="([^"]*)"\}$/.exec(key) ?? [];
    if (name === undefined) continue;
    const series = `${name}{${labels}}`;
    if (series === before[0] && value < before[1]) throw new Error(`${key} falls`);
    before = [series, value];
    const count = values.get(`${name}_count${labels === '' ? '' : `{${labels}}`}`);
    if (bound === '+Inf' && count !== value) throw new Error(`${key} is ${value} of ${count}`);
  }
}

export async function scrape(adminUrl: string | undefined): Promise<Scrape> {
  const response = await fetch(`${adminUrl}/metrics`);
  const type = response.headers.get('content-type');
  if (response.status !== 200 || type !== 'text/plain; version=0.0.4; charset=utf-8') {
    throw new Error(`${response.status} ${type}: ${await response.text()}`);
  }
  return readMetrics(await response.text());
}
