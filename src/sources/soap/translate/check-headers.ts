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
  checkTokens(options, log, location);
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
    } else if (isXml) checkXml(value, name, 'The SOAP header in soapHeaders', log, location);
  }
}

function checkTokens({ security, forward = [] }: SoapOptions, log: IssueLog, location: string): void {
  if (security?.token !== undefined) checkXml(security.token, 'token', 'The token in security', log, location);
  const name = security?.tokenHeader?.toLowerCase();
  if (name !== undefined && !forward.some((header) => header.toLowerCase() === name)) {
    const what = `security.tokenHeader is "${name}", which is not among the headers that the source forwards: add it to forward.`;
    log.add('error', 'INVALID', what, location);
  }
}

function checkXml(value: string, name: string, what: string, log: IssueLog, location: string): void {
  try {
    checkedXml(value, name);
  } catch (error) {
    if (!GatewayError.is(error)) throw error;
    log.add('error', 'INVALID', `${what} cannot be sent: ${error.message}`, location);
  }
}
