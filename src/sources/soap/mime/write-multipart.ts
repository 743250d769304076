import type { SoapVersion } from '../model/wsdl.ts';

export interface Attachment {
  /** Content-ID without its brackets. */
  readonly id: string;
  readonly type: string;
  readonly body: Uint8Array;
}

/** A SOAP message with attachments: MTOM (W3C 2005) where `xop`, else SOAP with attachments (W3C Note 2000). */
export function writeMultipart(
  envelope: string,
  attachments: readonly Attachment[],
  options: { readonly version: SoapVersion; readonly action: string; readonly xop: boolean; readonly boundary: string },
): { readonly contentType: string; readonly body: Buffer } {
  const { version, action, xop, boundary } = options;
  const soapType = version === '1.2' ? 'application/soap+xml' : 'text/xml';
  const rootId = `root.${boundary}@interlace`;
  const withAction = version === '1.2' && action !== '' ? `; action="${action}"` : '';
  const rootType = xop
    ? `application/xop+xml; charset=UTF-8; type="${soapType}${withAction.replaceAll('"', '\\"')}"`
    : `${soapType}; charset=UTF-8${withAction}`;
  const chunks: Uint8Array[] = [head(boundary, rootType, '8bit', rootId), Buffer.from(envelope, 'utf8')];
  for (const { id, type, body } of attachments) chunks.push(head(boundary, type, 'binary', id, '\r\n'), body);
  chunks.push(Buffer.from(`\r\n--${boundary}--\r\n`));
  return {
    contentType: `multipart/related; boundary="${boundary}"; type="${xop ? 'application/xop+xml' : soapType}"; start="<${rootId}>"${
      xop ? `; start-info="${soapType}"${withAction}` : ''
    }`,
    body: Buffer.concat(chunks),
  };
}

function head(boundary: string, type: string, encoding: string, id: string, before = ''): Buffer {
  return Buffer.from(
    `${before}--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\nContent-ID: <${id}>\r\n\r\n`,
    'latin1',
  );
}
