import type { z } from 'zod';
import type { Issue } from '../errors/issue.ts';
import type { SourceDefinition } from '../sources/source-definition.ts';
import { didYouMean } from '../utils/did-you-mean.ts';
import { isRecord } from '../utils/is-record.ts';
import { type Locate, pathText, problem, show } from './problems.ts';

/**
 * How a configuration file without code makes a source: `orders: { openapi: ./orders.yaml, endpoint: … }`. The composition root hands
 * the table in, because the configuration knows no kind itself.
 */
export interface SourceKind {
  /** Takes what stands behind the kind's key, and the other options. */
  create(location: string | readonly string[], options: Readonly<Record<string, unknown>>): SourceDefinition;
  /** The options that this kind has besides the common ones. */
  readonly schema?: z.ZodObject;
}

export type SourceKinds = Readonly<Record<string, SourceKind>>;

/**
 * The configuration of a file without code, with each entry of `sources` made into a definition; an entry that cannot be is left out, with
 * an issue. `$schema`, which editors read, is no setting.
 */
export function withDefinitions(
  file: unknown,
  kinds: SourceKinds,
  locate: Locate,
): { value: unknown; issues: Issue[] } {
  const issues: Issue[] = [];
  if (!isRecord(file)) return { value: file, issues };
  const { $schema: _, ...config } = file;
  if (!isRecord(config.sources)) return { value: config, issues };
  const sources: Record<string, SourceDefinition> = {};
  for (const [name, entry] of Object.entries(config.sources)) {
    const definition = toDefinition(name, entry, kinds, locate, issues);
    if (definition !== undefined) sources[name] = definition;
  }
  return { value: { ...config, sources }, issues };
}

function toDefinition(
  name: string,
  entry: unknown,
  kinds: SourceKinds,
  locate: Locate,
  issues: Issue[],
): SourceDefinition | undefined {
  const path = ['sources', name];
  const known = Object.keys(kinds);
  const report = (message: string): undefined => {
    issues.push(problem(locate(path), message));
  };
  if (!isRecord(entry)) {
    return report(
      `"${pathText(path)}" is ${show(entry)}: expected an object such as { ${known[0]}: ./description, … }.`,
    );
  }
  const found = known.filter((kind) => kind in entry);
  const [kind] = found;
  if (kind === undefined) {
    const help =
      Object.keys(entry)
        .map((key) => didYouMean(key, known))
        .find((text) => text !== '') ?? '';
    return report(`"${pathText(path)}" has no kind: expected one of the keys ${known.join(', ')}.${help}`);
  }
  if (found.length > 1)
    return report(`"${pathText(path)}" has more than one kind: ${found.join(' and ')}. Make them two sources.`);
  const { [kind]: location, ...options } = entry;
  if (!isLocation(location)) {
    return report(`"${pathText([...path, kind])}" is ${show(location)}: expected a path or a URL.`);
  }
  return kinds[kind]?.create(location, options);
}

/** One location, or several where the kind takes several; which of both is the kind's own check. */
function isLocation(value: unknown): value is string | readonly string[] {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'string' && item !== '');
  return typeof value === 'string' && value !== '';
}
