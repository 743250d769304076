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
}

const YAML_SCHEMA = CORE_SCHEMA.withTags(mergeTag);
const MAX_ALIASES = 10_000;

/** Reads JSON or YAML. Rejects with `DESCRIPTION_INVALID`, naming line and column. */
export function parseDocument(uri: string, name: string, bytes: Uint8Array): SourceDocument {
  const text = new TextDecoder('utf-8').decode(bytes);
  const json = parseJson(text);
  if (json !== undefined) return { uri, name, text, format: 'json', root: json.value };
  return { uri, name, text, format: 'yaml', root: parseYaml(text, name) };
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

function parseYaml(text: string, name: string): unknown {
  try {
    return load(text, { schema: YAML_SCHEMA, json: true, maxAliases: MAX_ALIASES });
  } catch (error) {
    if (!(error instanceof YAMLException)) {
      throw new GatewayError('DESCRIPTION_INVALID', `${name} is neither JSON nor YAML.`, { cause: error });
    }
    const place = error.mark === undefined ? name : `${name}:${error.mark.line + 1}:${error.mark.column + 1}`;
    throw new GatewayError('DESCRIPTION_INVALID', `${place} cannot be parsed: ${error.reason}.`, { cause: error });
  }
}
