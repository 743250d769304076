/** What is wrong with a text that should be JSON. */
export interface JsonFault {
  /** In the parser's words, without the text that it quotes and without a period. */
  readonly reason: string;
  /** Offset into the text; undefined where the parser names none. */
  readonly offset: number | undefined;
}

/** Reads what `JSON.parse` threw: V8 says the place in its message, and nowhere else. */
export function jsonFault(error: unknown): JsonFault {
  const message = error instanceof Error ? error.message : String(error);
  const [, offset] = /at position (\d+)/.exec(message) ?? [];
  const reason = /^.*?(?=, "|, \.\.\.| in JSON| at position| \(|$)/s.exec(message)?.[0] ?? '';
  return { reason, offset: offset === undefined ? undefined : Number(offset) };
}
