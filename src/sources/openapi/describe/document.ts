import { CORE_SCHEMA, load, mapTag, mergeTag, seqTag, strTag, YAMLException } from 'js-yaml';
import { GatewayError } from '../../../errors/gateway-error.ts';
import { jsonFault } from '../../../utils/json-fault.ts';
import { lineAndColumn, lineStarts } from '../../../utils/line-starts.ts';
import { decodeText } from './decode-text.ts';

/** One file of a description. */
export interface SourceDocument {
  /** Absolute path or URL: what references resolve against. */
  readonly uri: string;
  /** As an issue prints it. */
  readonly name: string;
  readonly text: string;
  readonly format: 'json' | 'yaml';
  readonly root: unknown;
  /** What breaks the rules of its encoding or of YAML, where the document could be read all the same. */
  readonly problems: readonly string[];
}

type Parsed = Omit<SourceDocument, 'uri' | 'name'>;

/** Tags such as `!Sub` and `!!binary` say what some other tool makes of a value: it is read as it stands. */
const FOREIGN_TAGS = ['!', 'tag:yaml.org,2002:'].flatMap((tagName) =>
  [strTag, seqTag, mapTag].map((tag) => ({ ...tag, tagName, matchByTagPrefix: true })),
);
const YAML_SCHEMA = CORE_SCHEMA.withTags(mergeTag, FOREIGN_TAGS);
const MAX_ALIASES = 10_000;
const MAX_REPAIRS = 50;
const MAX_DEPTH = 500;

/** Reads JSON or YAML. Rejects with `DESCRIPTION_INVALID`, naming line and column. */
export function readDocument(uri: string, name: string, bytes: Uint8Array): SourceDocument {
  const { text, brokenAt } = decodeText(bytes);
  const json = parseJson(text);
  const parsed: Parsed =
    'value' in json
      ? { text, format: 'json', root: json.value, problems: [] }
      : { format: 'yaml', ...parseYaml(text, name, json.error) };
  const encoding =
    brokenAt === undefined
      ? []
      : [`${name}:${lineAndColumn(lineStarts(text), brokenAt)} is no valid UTF-8: save the file in this encoding.`];
  const document: SourceDocument = { uri, name, ...parsed, problems: [...encoding, ...parsed.problems] };
  if (isDeeperThan(MAX_DEPTH, document.root, document.format === 'yaml' ? new Set() : undefined)) {
    throw new GatewayError(
      'DESCRIPTION_INVALID',
      `${name} is nested more than ${MAX_DEPTH} levels deep. Split its schemas.`,
    );
  }
  return document;
}

/** `seen`: what was looked at, where a value may stand in several places, or in itself. */
function isDeeperThan(levels: number, value: unknown, seen: Set<object> | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (seen?.has(value) === true) return false;
  seen?.add(value);
  for (const key in value) if (isDeeperThan(levels - 1, (value as Record<string, unknown>)[key], seen)) return true;
  return false;
}

function parseJson(text: string): { value: unknown } | { error: unknown } {
  if (!/^\s*[{[]/.test(text)) return { error: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // Flow-style YAML begins like JSON.
    return { error };
  }
}

function parseYaml(text: string, name: string, jsonError: unknown): Pick<Parsed, 'root' | 'text' | 'problems'> {
  let readable = text;
  const problems: string[] = [];
  let takesLast = false;
  for (let repairs = 0; ; repairs += 1) {
    try {
      const root = load(readable, { schema: YAML_SCHEMA, json: takesLast, maxAliases: MAX_ALIASES });
      return { root, text: readable, problems };
    } catch (error) {
      if (!(error instanceof YAMLException)) {
        throw new GatewayError('DESCRIPTION_INVALID', `${name} is neither JSON nor YAML.`, { cause: error });
      }
      const place = error.mark === undefined ? name : `${name}:${error.mark.line + 1}:${error.mark.column + 1}`;
      if (!takesLast && error.reason === 'duplicated mapping key') {
        problems.push(`${place} is no valid YAML: this key stands here again, and the last of them counts.`);
        takesLast = true;
        continue;
      }
      // What was repaired shifts the places behind it: only the first is told.
      if (readable === text) problems.push(`${place} is no valid YAML: ${error.reason}.`);
      const repaired = repairs < MAX_REPAIRS ? indentQuoted(readable, error) : undefined;
      if (repaired === undefined) {
        const message = describeJsonError(jsonError, text, name) ?? problems.at(-1) ?? '';
        throw new GatewayError('DESCRIPTION_INVALID', message, { cause: error });
      }
      readable = repaired;
    }
  }
}

/** What is neither JSON nor YAML and begins like JSON is meant to be JSON. Undefined where the parser names no place. */
function describeJsonError(error: unknown, text: string, name: string): string | undefined {
  const { reason, offset } = jsonFault(error);
  if (offset === undefined) return undefined;
  return `${name}:${lineAndColumn(lineStarts(text), offset)} is no valid JSON: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`;
}

/**
 * Quoted text whose next line is not indented deeper than its key breaks YAML's rules, and older parsers take it: the line is
 * indented, which changes nothing in the text's value. Undefined for every other fault.
 */
function indentQuoted(text: string, error: YAMLException): string | undefined {
  const line = error.mark?.line;
  if (line === undefined || !/indentation/.test(error.reason)) return undefined;
  const lines = text.split('\n');
  const open = lines[line - 1] ?? '';
  const quote = /:\s+(["'])(?!.*\1\s*$)/.exec(open)?.[1] ?? (/^\s{200}/.test(open) ? '"' : undefined);
  if (quote === undefined) return undefined;
  lines[line] = `${' '.repeat(200)}${lines[line]}`;
  return lines.join('\n');
}
