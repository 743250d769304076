import type { PreparedOperation } from '../gateway-handle.ts';
import { EVENT_STREAM, type ResponseType } from './accept.ts';
import { HttpProblem } from './request-guard.ts';

/** Refuses an operation that its method or the type of its answer does not allow. */
export function checkMethod(
  method: string | undefined,
  prepared: PreparedOperation,
  type: ResponseType | undefined,
): void {
  if (method === 'GET' && prepared.kind === 'mutation') {
    throw new HttpProblem(405, 'A mutation must be sent by POST.', { allow: 'POST' });
  }
  if (prepared.kind === 'subscription' && type !== EVENT_STREAM) {
    const message = `A subscription is answered over WebSocket, or with the header 'accept: ${EVENT_STREAM}'.`;
    throw method === 'GET' ? new HttpProblem(405, message, { allow: 'POST' }) : new HttpProblem(406, message);
  }
}
