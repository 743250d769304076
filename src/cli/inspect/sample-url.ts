import type { SourceIO } from '../../sources/source.ts';
import type { Composition } from '../composition.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { inspect } from './report.ts';

/** Characters of an answer that cannot be used. */
const SHOWN = 200;

/**
 * Asks a URL once, and prints SDL with `@rest` for what it answers, ready to be pasted; what was found, and what a person has to look
 * at, goes to standard error. Resolves to the exit code; an answer that shows no type rejects with a `Failure`.
 */
export async function sampleUrl(
  location: string,
  headers: Readonly<Record<string, string>>,
  composition: Composition,
  io: SourceIO,
  terminal: Terminal,
): Promise<number> {
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location))
    throw new Failure([
      `${location}: --sample asks a service, so it needs a URL such as https://api.example.com/users/1.`,
    ]);
  const url = new URL(location);
  const value = await answerOf(url, headers, io);
  const { inferTypes } = await import('../../sources/rest/sample/infer-types.ts');
  const sdl = inferTypes([{ path: url.pathname + url.search, values: [value] }]);
  terminal.out(
    `# Inferred from one answer of ${url.href}\n# interlace.config: rest('./this-file.graphql', { endpoint: '${url.origin}' })\n`,
  );
  terminal.out(sdl.trimEnd());
  return await report(sdl, url, composition, io, terminal);
}

async function answerOf(url: URL, headers: Readonly<Record<string, string>>, io: SourceIO): Promise<unknown> {
  const {
    status,
    headers: answered,
    body,
  } = await io.fetch(url, { headers: { accept: 'application/json', ...headers } });
  const text = new TextDecoder().decode(body);
  if (status < 200 || status > 299) throw new Failure([`${url.href}: it answered ${status}: ${text.slice(0, SHOWN)}`]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const type = answered['content-type'] ?? 'no type';
    throw new Failure([`${url.href}: its answer (${type}) is not JSON: ${text.slice(0, SHOWN)}`]);
  }
  if (typeof value !== 'object' || value === null)
    throw new Failure([`${url.href}: its answer is ${text.slice(0, SHOWN)}; a type needs an object or a list.`]);
  return value;
}

/** What came of it, by the source that will serve it. */
async function report(
  sdl: string,
  url: URL,
  composition: Composition,
  io: SourceIO,
  terminal: Terminal,
): Promise<number> {
  const make = await composition.kinds.rest?.();
  if (make === undefined) throw new Failure(['There is no source of the kind "rest".']);
  const definition = make(sdl, { endpoint: url.origin });
  const { subschema } = await definition.open(definition.options, io);
  const { faults } = inspect(subschema, { kind: 'rest', version: '' }, () => ({ ms: 0, peakRssMb: 0 }));
  const open = sdl.match(/: \[?JSON\b/g)?.length ?? 0;
  terminal.note('');
  const types = sdl.match(/^type (?!Query )/gm)?.length ?? 0;
  terminal.note(`${types} ${types === 1 ? 'type' : 'types'} from one answer of ${url.href}`);
  terminal.note('Check before you use it: "!" means that every item of this one answer had a value,');
  terminal.note('and an argument stands for each part of the path that looks like a key.');
  if (open > 0) terminal.note(`${open} of them stay JSON: this answer shows no type for them.`);
  for (const fault of faults) terminal.note(fault);
  return faults.length === 0 ? 0 : 1;
}
