import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Operation } from '../../source.ts';
import { checkedXml } from '../codec/checked-xml.ts';
import type { SoapOptions } from '../options.ts';
import type { SoapWire } from '../wire.ts';
import type { IssueLog } from './issue-log.ts';

/** Reports configured SOAP headers that could not be sent: a value for a header that no operation declares, or XML that is none. */
export function checkHeaders(
  operations: Iterable<Operation<SoapWire>>,
  options: SoapOptions,
  log: IssueLog,
  location: string,
): void {
  const configured = Object.entries(options.soapHeaders ?? {});
  if (configured.length === 0) return;
  const declared = new Set<string>();
  for (const { wire } of operations) for (const header of wire.request.headers) declared.add(header.element.local);
  for (const [name, value] of configured) {
    const isXml = typeof value === 'string' && value.trimStart().startsWith('<');
    if (!isXml && !declared.has(name)) {
      const known = declared.size === 0 ? 'none' : [...declared].join(', ');
      const what = `No operation declares the SOAP header "${name}" (declared: ${known}): give it as XML text.`;
      log.add('error', 'INVALID', what, location);
    } else if (isXml) {
      try {
        checkedXml(value, name);
      } catch (error) {
        if (!GatewayError.is(error)) throw error;
        log.add('error', 'INVALID', `The SOAP header in soapHeaders cannot be sent: ${error.message}`, location);
      }
    }
  }
}
