import { parse } from 'yaml';

/** One executable specification, as its Markdown file has it. */
export interface Spec {
  /** The first heading. */
  readonly title: string;
  /** What is configured, as an `interlace.config.yaml` has it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** In the order of the file. */
  readonly steps: readonly Step[];
}

export type Step = MockStep | DemoStep | OperationStep;

/** From here on, a mocked service answers so. */
export interface MockStep {
  readonly kind: 'mock';
  readonly service: string;
  readonly answers: readonly MockedAnswer[];
}

/** What one request line gets, such as `GET /authors?ids=1,2` or `POST /search {"text":"x"}`. Several answers come one after the other; the last one stays. */
export interface MockedAnswer {
  readonly request: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Breaks the connection instead of answering. */
  readonly breaks?: boolean;
}

/** A service of the demo ends, or is back. */
export interface DemoStep {
  readonly kind: 'demo';
  readonly stop: readonly string[];
  readonly start: readonly string[];
}

export type RequestHeaders = Readonly<Record<string, string>>;

/** Runs an operation, and says what comes of it. */
export interface OperationStep {
  readonly kind: 'operation';
  /** The closest heading. */
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A list runs the operation that many times at once, each with its own headers. */
  readonly headers?: RequestHeaders | readonly RequestHeaders[];
  /** The whole response; without it, that there are no errors. */
  readonly answer?: unknown;
  /** By service: the request lines it got for this operation in any order, or their number. A service that is not named got none. */
  readonly calls?: Readonly<Record<string, number | readonly string[]>>;
}

/**
 * Reads the fenced blocks of a specification. The second word of a fence says what the block is:
 * `yaml config` and `graphql graph` once; then, as often as wanted, `yaml mock <service>`, `yaml demo`, and `graphql operation` followed by
 * its own `json variables`, `json headers`, `json answer` and `yaml calls`. Everything else is prose.
 */
export function readSpec(markdown: string): Spec {
  let title = '';
  let heading = '';
  let config: Record<string, unknown> | undefined;
  const steps: Step[] = [];
  for (const { headings, role, argument, text } of blocksOf(markdown)) {
    title ||= headings[0] ?? '';
    heading = headings.at(-1) ?? heading;
    const operation = steps.at(-1);
    if (role === 'config') config = { ...config, ...(parse(text) as Record<string, unknown>) };
    else if (role === 'graph') config = { ...config, graph: text };
    else if (role === 'mock') steps.push({ kind: 'mock', service: argument, answers: parse(text) as MockedAnswer[] });
    else if (role === 'demo') steps.push({ kind: 'demo', stop: [], start: [], ...(parse(text) as object) });
    else if (role === 'operation') steps.push({ kind: 'operation', title: heading, query: text });
    else if (operation?.kind !== 'operation') throw new Error(`"${role}" must follow an operation`);
    else steps[steps.length - 1] = { ...operation, [role]: parseFor(role, text) };
  }
  if (title === '' || config === undefined) throw new Error('a specification needs a heading and a config');
  return { title, config, steps };
}

function parseFor(role: string, text: string): unknown {
  if (role === 'calls') return parse(text);
  if (role === 'variables' || role === 'headers' || role === 'answer') return JSON.parse(text);
  throw new Error(`there is no block "${role}"`);
}

interface Block {
  /** Seen since the last block. */
  readonly headings: readonly string[];
  readonly role: string;
  readonly argument: string;
  readonly text: string;
}

function* blocksOf(markdown: string): Generator<Block> {
  let headings: string[] = [];
  let open: { role: string; argument: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open !== undefined) {
      if (line === '```') {
        yield { headings, role: open.role, argument: open.argument, text: open.lines.join('\n') };
        headings = [];
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const fence = /^```\w+ (\w+) ?(\S*)$/.exec(line);
    if (fence !== null) open = { role: fence[1] ?? '', argument: fence[2] ?? '', lines: [] };
    else if (line.startsWith('#')) headings.push(line.replace(/^#+ /, ''));
  }
  if (open !== undefined) throw new Error(`the block "${open.role}" has no end`);
}
