import { readFileSync } from 'node:fs';
import type { ResolvedLimits } from '../../config/resolved-config.ts';
import { gauge, type Metric } from '../../telemetry/metrics/metric.ts';
import type { Admission } from '../admission.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { WebSocketEndpoint } from '../subscriptions/web-socket.ts';
import type { UploadIntake } from '../uploads/upload-intake.ts';

export interface ServerParts {
  readonly limits: ResolvedLimits;
  readonly admission: Admission;
  readonly uploads: UploadIntake;
  readonly sockets: WebSocketEndpoint | undefined;
}

/** What one server has to do at the moment. */
export function serverMetrics({ limits, admission, uploads, sockets }: ServerParts): readonly Metric[] {
  const { concurrency } = limits;
  return [
    gauge('interlace_build_info', '1, with the version.', [[{ version: VERSION, node: process.version }, 1]], 'max'),
    gauge('interlace_operations_running', 'Operations that have a place.', admission.running),
    gauge('interlace_operations_waiting', 'Operations that wait for one.', admission.waiting),
    gauge(
      'interlace_operations_places',
      'Operations that may run at once; without a value where that is not limited.',
      concurrency < Infinity ? concurrency : [],
    ),
    gauge('interlace_uploads_running', 'Operations with files, which have places of their own.', uploads.running),
    gauge('interlace_websockets', 'Open WebSockets.', sockets?.sockets ?? 0),
    gauge(
      'interlace_websocket_operations',
      'Operations on them, subscriptions for the most part.',
      sockets?.operations ?? 0,
    ),
  ];
}

const VERSION = versionOf(JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')));

function versionOf(manifest: unknown): string {
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
