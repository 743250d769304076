import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { GatewayError } from '../../../errors/gateway-error.ts';

/** One file of a description. */
export interface SourceDocument {
  /** Absolute path or URL: what references resolve against. */
  readonly uri: string;
  /** As an issue prints it. */
  readonly name: string;
  readonly text: string;
  readonly format: 'json' | 'yaml';
  readonly root: unknown;
  /** The first thing that breaks YAML's own rules, where the document could be read all the same. */
  readonly problem: string | undefined;
}

const YAML_SCHEMA = CORE_SCHEMA.withTags(mergeTag);
const MAX_ALIASES = 10_000;
const MAX_REPAIRS = 50;

/** Reads JSON or YAML. Rejects with `DESCRIPTION_INVALID`, naming line and column. */
export function readDocument(uri: string, name: string, bytes: Uint8Array): SourceDocument {
  const text = new TextDecoder('utf-8').decode(bytes);
  const json = parseJson(text);
  if (json !== undefined) return { uri, name, text, format: 'json', root: json.value, problem: undefined };
  return { uri, name, format: 'yaml', ...parseYaml(text, name) };
}

function parseJson(text: string): { value: unknown } | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Flow-style YAML begins like JSON; its parser also has the better message.
    return undefined;
  }
}

function parseYaml(text: string, name: string): Pick<SourceDocument, 'root' | 'text' | 'problem'> {
  let readable = text;
  let problem: string | undefined;
  for (let repairs = 0; ; repairs += 1) {
    try {
      const root = load(readable, { schema: YAML_SCHEMA, json: true, maxAliases: MAX_ALIASES });
      return { root, text: readable, problem };
    } catch (error) {
      if (!(error instanceof YAMLException)) {
        throw new GatewayError('DESCRIPTION_INVALID', `${name} is neither JSON nor YAML.`, { cause: error });
      }
      const place = error.mark === undefined ? name : `${name}:${error.mark.line + 1}:${error.mark.column + 1}`;
      problem ??= `${place} is no valid YAML: ${error.reason}.`;
      const repaired = repairs < MAX_REPAIRS ? indentQuoted(readable, error) : undefined;
      if (repaired === undefined) throw new GatewayError('DESCRIPTION_INVALID', problem, { cause: error });
      readable = repaired;
    }
  }
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
