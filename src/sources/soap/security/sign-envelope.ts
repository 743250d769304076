import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { GatewayError } from '../../../errors/gateway-error.ts';
import type { SignedPart, SoapSecurityOptions } from '../options.ts';
import { WSA } from '../xml/namespaces.ts';
import { certificateOf, keyInfo } from './key-info.ts';
import { hasTimestamp, IDS } from './ws-security.ts';

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

const HEADER = "/*/*[local-name(.)='Header']";
const SECURITY = `${HEADER}/*[local-name(.)='Security']`;
const DEFAULT_PARTS: readonly SignedPart[] = ['body', 'timestamp', 'usernameToken'];
const PATHS: Readonly<Record<SignedPart, string>> = {
  body: "/*/*[local-name(.)='Body']",
  timestamp: `${SECURITY}/*[local-name(.)='Timestamp']`,
  usernameToken: `${SECURITY}/*[local-name(.)='UsernameToken']`,
  addressing: `${HEADER}/*[namespace-uri(.)='${WSA}']`,
  certificate: `${SECURITY}/*[local-name(.)='BinarySecurityToken' and @*[.='${IDS.certificate}']]`,
};

type Signature = NonNullable<SoapSecurityOptions['signature']>;

const keys = new WeakMap<Signature, string>();

/** Puts an XML signature of what is to be signed into the security header (WS-Security X.509 Token Profile 1.1). */
export function signEnvelope(envelope: string, options: SoapSecurityOptions, isAddressed: boolean): string {
  const { signature } = options;
  if (signature === undefined) return envelope;
  const digest = signature.digest ?? 'sha256';
  const info = keyInfo(signature);
  const signer = new SignedXml({
    privateKey: keyOf(signature),
    signatureAlgorithm: SIGNATURES[digest],
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
    idMode: 'wssecurity',
    getKeyInfoContent: () => info,
  });
  const sent: Readonly<Record<SignedPart, boolean>> = {
    body: true,
    timestamp: hasTimestamp(options),
    usernameToken: options.usernameToken !== undefined,
    addressing: isAddressed,
    certificate: (signature.keyInfo ?? 'certificate') === 'certificate',
  };
  // An expression that finds nothing is an error to the signer.
  for (const part of new Set(signature.parts ?? DEFAULT_PARTS)) {
    if (!sent[part]) continue;
    signer.addReference({ xpath: PATHS[part], transforms: [EXCLUSIVE_C14N], digestAlgorithm: DIGESTS[digest] });
  }
  signer.computeSignature(envelope, {
    prefix: 'ds',
    location: { reference: SECURITY, action: 'append' },
  });
  return signer.getSignedXml();
}

/** The key without its passphrase, unlocked once. Throws `CONFIG_INVALID`. */
function keyOf(signature: Signature): string {
  let text = keys.get(signature);
  if (text === undefined) {
    const key = readKey(signature);
    // The algorithms above are those of RSA: with another key the service would be told a wrong one.
    if (key.asymmetricKeyType !== 'rsa') {
      const problem = `is of the type "${key.asymmetricKeyType}": only RSA keys can sign.`;
      throw new GatewayError('CONFIG_INVALID', `security.signature.key ${problem}`);
    }
    if (!certificateOf(signature).checkPrivateKey(key)) {
      throw new GatewayError('CONFIG_INVALID', 'security.signature.cert is the certificate of another key.');
    }
    text = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    keys.set(signature, text);
  }
  return text;
}

function readKey({ key, passphrase }: Signature): KeyObject {
  try {
    return createPrivateKey({ key, ...(passphrase === undefined ? undefined : { passphrase }) });
  } catch (cause) {
    const message = 'security.signature.key cannot be read: give a PEM key and its passphrase.';
    throw new GatewayError('CONFIG_INVALID', message, { cause });
  }
}
