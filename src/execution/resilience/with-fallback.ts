import { GatewayError } from '../../errors/gateway-error.ts';
import type { Interceptor, KeyedAnswer } from '../pipeline.ts';
import { fallsBack } from './fallback-note.ts';
import { OUTAGES } from './outages.ts';

/** Answers with a given value what fails because its upstream does; of a batch, each key that fails. */
export function withFallback(value: unknown): Interceptor {
  return (next) => (call) => {
    const replace = (thrown: unknown): unknown => {
      if (fallsBack(call, thrown)) return value;
      throw thrown;
    };
    const { batch } = call;
    if (batch === undefined) return next(call).catch(replace);
    return next(call).then(
      (answer) => {
        const entries = [...(answer as KeyedAnswer)];
        if (!entries.some(([, entry]) => isOutage(entry))) return answer;
        return new Map(entries.map(([text, entry]) => [text, isOutage(entry) ? replace(entry) : entry]));
      },
      (error: unknown) => {
        const replaced = replace(error);
        return new Map([...batch.keys.keys()].map((text) => [text, replaced]));
      },
    );
  };
}

function isOutage(entry: unknown): boolean {
  return entry instanceof Error && OUTAGES.has(GatewayError.from(entry).code);
}
