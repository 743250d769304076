import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ResolvedConfig } from '../../config/resolved-config.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Admission } from '../admission.ts';
import type { GatewayHandle } from '../gateway-handle.ts';
import { IncomingUpload } from './incoming-upload.ts';

/** How one server takes operations with files, and whether it does. */
export interface UploadIntake {
  /** Why it does not, for the client; undefined where it does. */
  readonly refusal: string | undefined;
  readonly deadlineMs: number;
  /** Operations with files that have a place. */
  readonly running: number;
  /** Takes a place, to be left. They are apart from those of other operations, which slow senders of files must not take. Throws `OVERLOADED`. */
  enter(): Pick<Admission, 'leave'>;
  receive(request: IncomingMessage): IncomingUpload;
  /** True while files come in on this connection, which have a time limit of their own. */
  isReceiving(socket: Duplex): boolean;
}

export function createUploadIntake(
  config: Pick<ResolvedConfig, 'server' | 'limits'>,
  schema: GatewayHandle['schema'],
): UploadIntake {
  const settings = config.server.uploads;
  const { concurrency = 0, deadlineMs = 0 } = settings ?? {};
  let running = 0;
  const place = {
    leave: (): void => {
      running--;
    },
  };
  const receiving = new WeakSet<Duplex>();
  return {
    refusal: refusalOf(settings !== undefined, schema),
    deadlineMs,
    get running() {
      return running;
    },
    enter() {
      if (running >= concurrency) throw new GatewayError('OVERLOADED');
      running++;
      return place;
    },
    receive(request) {
      if (settings === undefined) throw new GatewayError('INTERNAL_SERVER_ERROR');
      const { socket } = request;
      receiving.add(socket);
      const done = (): boolean => receiving.delete(socket);
      request.once('end', done).once('close', done);
      return new IncomingUpload(request, settings, config.limits.bodyBytes);
    },
    isReceiving: (socket) => receiving.has(socket),
  };
}

function refusalOf(enabled: boolean, schema: GatewayHandle['schema']): string | undefined {
  if (!enabled) return 'This server takes no files: they are switched off. Send application/json.';
  if (schema.getType('Upload') !== undefined) return undefined;
  return 'This graph takes no files: no argument of it has the type Upload. Send application/json.';
}
