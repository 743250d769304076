import type { Call, CallReport } from '../source.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client.ts';

/**
 * Sends a call's request; one whose answer will be kept, with what HTTP has to say of that. `part`: the answer is one of several that make
 * the value, so that it alone cannot be confirmed.
 */
export function sendRequest(
  client: HttpClient,
  request: HttpRequest,
  { keep, forwarded }: Pick<Call, 'keep' | 'forwarded'>,
  report: CallReport | undefined,
  part = false,
): Promise<HttpResponse> {
  if (keep === undefined || report === undefined) return client.request(request);
  const wanted = part ? { ...keep, validators: [] } : keep;
  // Loaded only where a rule follows the upstream.
  return import('./http-freshness.ts').then(({ requestToKeep }) =>
    requestToKeep(client, request, forwarded, wanted, report),
  );
}
