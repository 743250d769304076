import { createPrivateKey } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { GatewayError } from '../../../errors/gateway-error.ts';
import type { SoapSecurityOptions } from '../options.ts';
import { hasTimestamp, keyInfo } from './ws-security.ts';

const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const DIGESTS = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
} as const;
const SIGNATURES = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  sha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  sha512: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
} as const;

type Signature = NonNullable<SoapSecurityOptions['signature']>;

const keys = new WeakMap<Signature, string>();

/** Puts an XML signature of body, timestamp and username token into the security header (WS-Security X.509 Token Profile 1.1). */
export function signEnvelope(envelope: string, options: SoapSecurityOptions): string {
  const { signature } = options;
  if (signature === undefined) return envelope;
  const digest = signature.digest ?? 'sha256';
  const signer = new SignedXml({
    privateKey: keyOf(signature),
    signatureAlgorithm: SIGNATURES[digest],
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
    idMode: 'wssecurity',
    getKeyInfoContent: () => keyInfo,
  });
  const signed = [
    "/*/*[local-name(.)='Body']",
    ...(hasTimestamp(options) ? [inHeader('Timestamp')] : []),
    ...(options.usernameToken === undefined ? [] : [inHeader('UsernameToken')]),
  ];
  for (const xpath of signed) {
    signer.addReference({ xpath, transforms: [EXCLUSIVE_C14N], digestAlgorithm: DIGESTS[digest] });
  }
  signer.computeSignature(envelope, {
    prefix: 'ds',
    location: { reference: "/*/*[local-name(.)='Header']/*[local-name(.)='Security']", action: 'append' },
  });
  return signer.getSignedXml();
}

const inHeader = (local: string): string =>
  `/*/*[local-name(.)='Header']/*[local-name(.)='Security']/*[local-name(.)='${local}']`;

/** The key without its passphrase, unlocked once. */
function keyOf(signature: Signature): string {
  let key = keys.get(signature);
  if (key === undefined) {
    try {
      key = createPrivateKey({
        key: signature.key,
        ...(signature.passphrase === undefined ? undefined : { passphrase: signature.passphrase }),
      })
        .export({ type: 'pkcs8', format: 'pem' })
        .toString();
    } catch (error) {
      throw new GatewayError(
        'CONFIG_INVALID',
        'security.signature.key cannot be read: give a PEM key and its passphrase.',
        {
          cause: error,
        },
      );
    }
    keys.set(signature, key);
  }
  return key;
}
