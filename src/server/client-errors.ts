import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { refusalOf } from './http/http-answer.ts';
import { HttpProblem } from './http/request-guard.ts';
import type { UploadIntake } from './uploads/upload-intake.ts';

const STATUSES: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/**
 * What a connection gets whose request no parser understood, or that was too slow: a bare answer, and its end. A request with files
 * is not too slow: it has time limits of its own.
 */
export function answerClientErrors(uploads: Pick<UploadIntake, 'isReceiving'>) {
  return (error: Error & { readonly code?: string }, socket: Duplex): void => {
    const { code = '' } = error;
    if (code === 'ECONNRESET' || socket.destroyed) return;
    if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && uploads.isReceiving(socket)) return;
    const status = STATUSES[code] ?? 400;
    const { body } = refusalOf(new HttpProblem(status, `${STATUS_CODES[status]}.`));
    if (socket.writable) {
      socket.write(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    }
    socket.destroy(error);
  };
}
