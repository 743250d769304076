import { holdsUpload } from '../utils/uploaded-file.ts';
import type { PipelineCall } from './pipeline.ts';

/** True for a call that passes on what its client still sends: how long it takes is the client's affair, and it can be sent only once. */
export function sendsFiles({ context, args }: Pick<PipelineCall, 'context' | 'args'>): boolean {
  return context.body !== undefined && holdsUpload(args);
}
