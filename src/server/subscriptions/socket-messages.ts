/** The protocol demands a document. Without one it would end the socket, where only a persisted query has to be refused. */
export function withQuery(text: string): string {
  if (!text.includes('"persistedQuery"') || text.includes('"query"')) return text;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('payload' in message)) return text;
    const { payload } = message;
    return typeof payload === 'object' && payload !== null
      ? JSON.stringify({ ...message, payload: { ...payload, query: '' } })
      : text;
  } catch {
    return text;
  }
}

/** The operation that a message ends; undefined for any other message. */
export function completedId(text: string): string | undefined {
  if (!text.includes('"complete"')) return undefined;
  try {
    const message: unknown = JSON.parse(text);
    const isComplete =
      typeof message === 'object' && message !== null && 'type' in message && message.type === 'complete';
    return isComplete && 'id' in message && typeof message.id === 'string' ? message.id : undefined;
  } catch {
    return undefined;
  }
}
