import { X509Certificate } from 'node:crypto';
import { GatewayError } from '../../../errors/gateway-error.ts';
import type { SoapSecurityOptions } from '../options.ts';
import { WSSE, XMLDSIG } from '../xml/namespaces.ts';
import { escapeText } from '../xml/xml-text.ts';
import { IDS, MESSAGE_SECURITY, X509_PROFILE } from './ws-security.ts';

type Signature = NonNullable<SoapSecurityOptions['signature']>;

const MESSAGE_SECURITY_11 = 'http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1';

/** What a signature's `KeyInfo` holds: the way to the certificate (X.509 Token Profile 1.1, 3.2). Throws `CONFIG_INVALID`. */
export function keyInfo(signature: Signature): string {
  return `<wsse:SecurityTokenReference xmlns:wsse="${WSSE}">${reference(signature)}</wsse:SecurityTokenReference>`;
}

function reference(signature: Signature): string {
  switch (signature.keyInfo ?? 'certificate') {
    case 'certificate':
      return `<wsse:Reference URI="#${IDS.certificate}" ValueType="${X509_PROFILE}#X509v3"/>`;
    case 'issuerSerial': {
      const { issuer, serialNumber } = certificateOf(signature);
      // The name in the order of RFC 2253, which is the reverse of the certificate's.
      const name = issuer.split('\n').reverse().join(',');
      return (
        `<ds:X509Data xmlns:ds="${XMLDSIG}"><ds:X509IssuerSerial><ds:X509IssuerName>${escapeText(name)}</ds:X509IssuerName>` +
        `<ds:X509SerialNumber>${BigInt(`0x${serialNumber}`)}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>`
      );
    }
    case 'thumbprint': {
      const thumbprint = Buffer.from(certificateOf(signature).fingerprint.replaceAll(':', ''), 'hex').toString(
        'base64',
      );
      return `<wsse:KeyIdentifier EncodingType="${MESSAGE_SECURITY}#Base64Binary" ValueType="${MESSAGE_SECURITY_11}#ThumbprintSHA1">${thumbprint}</wsse:KeyIdentifier>`;
    }
  }
}

/** The certificate; throws `CONFIG_INVALID`. */
export function certificateOf(signature: Signature): X509Certificate {
  try {
    return new X509Certificate(signature.cert);
  } catch (cause) {
    throw new GatewayError('CONFIG_INVALID', 'security.signature.cert cannot be read: give a PEM certificate.', {
      cause,
    });
  }
}
