import type { Interceptor } from '../pipeline.ts';
import type { SourceMeter } from './source-meter.ts';

/** Counts the calls to a source with what came of them; refused ones are calls too. */
export function withCallMetering(meter: SourceMeter): Interceptor {
  const answered = (): void => {
    meter.answered += 1;
  };
  const failed = (error: unknown): void => meter.failed(error);
  return (next) => (call) => {
    if (call.batch !== undefined) meter.keys.observe(call.batch.keys.size);
    const answer = next(call);
    answer.then(answered, failed);
    return answer;
  };
}

/** The innermost stage: counts and times what the source is really asked. */
export function withTryMetering(meter: SourceMeter): Interceptor {
  return (next) => (call) => {
    const began = performance.now();
    meter.inFlight += 1;
    const ended = (): void => {
      meter.inFlight -= 1;
      meter.tries.observe((performance.now() - began) / 1_000);
    };
    const answer = next(call);
    answer.then(ended, ended);
    return answer;
  };
}
