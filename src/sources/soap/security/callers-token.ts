import { checkedXml } from '../codec/checked-xml.ts';
import { badInput } from '../codec/write-leaf.ts';
import { parseXml } from '../xml/xml-tree.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Takes the token for the security header out of the caller's headers: a SAML assertion or BinarySecurityToken, as XML or as that in
 * base64. Throws `BAD_USER_INPUT` for anything else, so that a caller cannot put other things into the header.
 */
export function callersToken(
  forwarded: Headers,
  name: string | undefined,
): { readonly token?: string; readonly forwarded: Headers } {
  const key = name?.toLowerCase() ?? '';
  const value = forwarded[key];
  if (name === undefined || value === undefined) return { forwarded };
  const others = Object.fromEntries(Object.entries(forwarded).filter(([other]) => other !== key));
  const given = value.trim();
  const token = checkedXml(given.startsWith('<') ? given : Buffer.from(given, 'base64').toString('utf8'), name).trim();
  if (!isOneToken(token)) throw badInput(name, 'must be one SAML assertion or BinarySecurityToken');
  return { token, forwarded: others };
}

function isOneToken(token: string): boolean {
  try {
    return ['Assertion', 'BinarySecurityToken'].includes(parseXml(token).local);
  } catch {
    return false;
  }
}
