import type { HttpResponse } from '../shared/http-client.ts';
import type { Selection } from '../source.ts';
import type { SoapCodec } from './codec.ts';
import { fromHttpStatus, fromSoapFault, malformed } from './fault.ts';
import { parameterOf, readMultipart } from './mime/read-multipart.ts';
import type { SoapWire } from './wire.ts';
import { XmlError } from './xml/xml-error.ts';
import { decodeXml } from './xml/xml-text.ts';

/** Value of an operation's field by the answer to its request. Throws a `GatewayError` for every other answer. */
export function readResponse(
  codec: SoapCodec,
  wire: SoapWire,
  response: HttpResponse,
  selection: Selection | undefined,
): unknown {
  const { status, headers, body } = response;
  const isSuccess = status >= 200 && status < 300;
  // One-way: the service has taken the message, whatever it says besides.
  if (wire.response === undefined && isSuccess && body.length === 0) return true;
  if (status >= 300 && status < 400) {
    const reason = 'it is a redirect, which is not followed. Set endpoint to where it leads.';
    throw malformed(status, `Location: ${headers.location ?? ''}`, reason);
  }
  let text = '';
  try {
    const type = headers['content-type'] ?? '';
    const multipart = readMultipart(body, type);
    const charset = parameterOf(multipart?.root.headers.get('content-type') ?? type, 'charset');
    text = decodeXml(multipart?.root.body ?? body, charset);
    const decoded = codec.decode(text, selection, multipart?.attachments);
    if (decoded.kind === 'fault') throw fromSoapFault(decoded.fault, status);
    if (!isSuccess)
      throw fromHttpStatus(status, text, headers['retry-after']) ?? malformed(status, text, 'it is no fault.');
    if (decoded.kind === 'value') return decoded.value;
    if (wire.response === undefined || wire.response.mapping.kind === 'nothing') return true;
    throw malformed(status, text, 'its body is empty.');
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const byStatus = isSuccess ? undefined : fromHttpStatus(status, text, headers['retry-after']);
    throw byStatus ?? malformed(status, text, body.length === 0 ? 'it is empty.' : error.message, error);
  }
}
