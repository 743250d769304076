import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Issue } from '../../errors/issue.ts';
import { jsonFault } from '../../utils/json-fault.ts';
import { type ConfigPath, type Locate, problem } from '../problems.ts';

/** Aliases that a document may expand to; more is a bomb, not a configuration. */
const MAX_ALIASES = 100;

export interface ReadDocument {
  readonly value: unknown;
  readonly issues: readonly Issue[];
  /** `file:line:column` of the key or item at a path, or of the closest parent that is written down. */
  readonly locate: Locate;
}

/** Reads YAML, and JSON as the part of YAML that it is. Duplicate keys and alias bombs are issues. `file` is what places begin with. */
export function readDocument(text: string, file: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const locate: Locate = (path) => place(offsetOf(document.contents, path));
  const issues = document.errors.map(({ code, message, pos: [start, end] }) => {
    const reason =
      code === 'DUPLICATE_KEY' ? `The key ${keyAt(text, start, end)} stands here twice; keep one.` : message;
    return problem(place(start), sentence(reason));
  });
  const json =
    issues.length > 0 && file.endsWith('.json') ? jsonProblem(text, place, document.errors[0]?.pos[0] ?? 0) : undefined;
  if (json !== undefined) return { value: undefined, issues: [json], locate };
  if (issues.length > 0) return { value: undefined, issues, locate };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown, issues, locate };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      value: undefined,
      issues: [problem(place(0), `Its aliases cannot be expanded: ${sentence(reason)}`)],
      locate,
    };
  }
}

function keyAt(text: string, start: number, end: number): string {
  return /^\s*("[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(start, Math.max(end, start + 200)))?.[1] ?? '';
}

/** What a parser of JSON says, as far as it says where: in its own words YAML's would speak of what no JSON has. */
function jsonProblem(text: string, place: (offset: number) => string, where: number): Issue | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { reason, offset = where } = jsonFault(error);
    return problem(place(offset), `This is no valid JSON: ${sentence(reason)}`);
  }
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

function offsetOf(root: Node | null, path: ConfigPath): number {
  let offset = root?.range?.[0] ?? 0;
  let node: unknown = root;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (!isNode(node)) break;
      offset = node.range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return offset;
}
