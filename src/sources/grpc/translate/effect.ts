import { wordsOf } from '../../shared/naming.ts';
import type { MethodType } from '../descriptor/model.ts';

export interface Effect {
  readonly effect: 'read' | 'write';
  readonly idempotent: boolean;
  /** Why, where it is a guess. */
  readonly guess: string | undefined;
}

/** First words of the standard and customary methods that only read. */
const READ_VERBS = new Set([
  'get',
  'list',
  'search',
  'find',
  'query',
  'lookup',
  'read',
  'fetch',
  'describe',
  'count',
  'exists',
  'show',
  'retrieve',
]);
/** Words that make a method write whatever it begins with: `GetOrCreate`, `ReadModifyWrite`, `FindAndDelete`. */
const WRITE_WORDS =
  /^(?:create|update|delete|modify|write|set|put|insert|upsert|remove|replace|increment|reset|add|apply|save|purge)$/;

/** Query or mutation: as described, else guessed from the name. */
export function effectOf(method: MethodType): Effect {
  const repeatable = method.idempotency === 'IDEMPOTENT';
  if (method.idempotency === 'NO_SIDE_EFFECTS') return { effect: 'read', idempotent: true, guess: undefined };
  const verb = method.http?.verb;
  if (verb === 'get') return { effect: 'read', idempotent: true, guess: undefined };
  if (verb !== undefined && verb !== 'post') {
    return { effect: 'write', idempotent: repeatable, guess: undefined };
  }
  const words = wordsOf(method.name).map((word) => word.toLowerCase());
  const first = words[0] === 'batch' || words[0] === 'bulk' || words[0] === 'streamed' ? words[1] : words[0];
  const reads = first !== undefined && READ_VERBS.has(first) && !words.some((word) => WRITE_WORDS.test(word));
  if (reads && !repeatable) {
    // A guess is not relied upon: whoever guessed wrongly would write twice.
    return { effect: 'read', idempotent: false, guess: `its name begins with "${first}", so it is taken for a query` };
  }
  // An IDEMPOTENT method says that it has effects: else it would be NO_SIDE_EFFECTS.
  if (repeatable) return { effect: 'write', idempotent: true, guess: undefined };
  return { effect: 'write', idempotent: false, guess: 'nothing says that it only reads, so it is a mutation' };
}
