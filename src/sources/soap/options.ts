import { z } from 'zod';
import { commonOptionsShape } from '../../config/source-options-schema.ts';
import { httpEndpoint } from '../shared/http-endpoint.ts';
import type { CommonSourceOptions } from '../source.ts';

/** What `soap(location, options)` takes. */
export interface SoapOptions extends CommonSourceOptions {
  /** Path or URL of the WSDL. Its imports are read from the same folder (below the configuration's, if the WSDL is there) or origin. */
  readonly description: string;
  /** Name of the `wsdl:service` to use. Default: all of them. */
  readonly service?: string;
  /** Name of the `wsdl:port` to use. Default: for each port type its first SOAP port, SOAP 1.1 before 1.2. */
  readonly port?: string;
  /** Files to read instead of URLs (or other locations) that the description imports, by the location as it is written there. */
  readonly map?: Readonly<Record<string, string>>;
  readonly imports?: SoapImportOptions;
  /** SOAP headers sent with every call, by element name; the value has the shape of the header's GraphQL input type, or is XML text. */
  readonly soapHeaders?: Readonly<Record<string, unknown>>;
  /** Whether a caller may give the headers that the WSDL declares, as arguments. Default: true. A header in `soapHeaders` never is one. */
  readonly headerArguments?: boolean;
  /** Globs of the operations whose declared response headers become fields: the answer is then `{ body, headers }`. Default: none. */
  readonly responseHeaders?: readonly string[];
  readonly security?: SoapSecurityOptions;
  /** Sends WS-Addressing headers (`To`, `Action`, `MessageID`, `ReplyTo`). Default: where the binding asks for them. */
  readonly addressing?: boolean;
  /** HTTP basic authentication. */
  readonly basic?: { readonly username: string; readonly password: string };
  /** Sends base64 values as MTOM parts instead of text. Default: false. Answers are understood either way. */
  readonly mtom?: boolean;
  /** Fields whose text is sent as a CDATA section, as `Type.field`; for an argument its wrapper element is the type. Default: none. */
  readonly cdata?: readonly string[];
}

export interface SoapImportOptions {
  /** Further origins (`https://schemas.example.com`) and folders that imports may be read from. Default: none. */
  readonly allow?: readonly string[];
  /** Most documents that one description may consist of. Default 100. */
  readonly maxDocuments?: number;
  /** Most bytes of all documents together. Default 20 MB. */
  readonly maxBytes?: number;
}

/** WS-Security 1.1; all parts that are given go into one header. */
export interface SoapSecurityOptions {
  readonly usernameToken?: {
    readonly username: string;
    readonly password: string;
    /** How the password is sent. Default: 'text'. A digest always has nonce and creation time. */
    readonly type?: 'text' | 'digest';
    /** Sends nonce and creation time with a text password too. Default: false. */
    readonly nonce?: boolean;
    /** Sends the creation time with a text password, also without a nonce. Default: false. */
    readonly created?: boolean;
  };
  /** Sends when the message was made and how many seconds it holds; true: 300. Default: false, or true with a signature. */
  readonly timestamp?: boolean | number;
  /** Signs parts of the envelope by an X.509 certificate. MIME parts that the description declares are not covered; values of MTOM are. */
  readonly signature?: {
    /** Private key, PEM text. */
    readonly key: string;
    readonly passphrase?: string;
    /** Certificate, PEM text. */
    readonly cert: string;
    /**
     * How the service finds the certificate: it is sent ('certificate', a BinarySecurityToken), or the service has it and is told
     * its issuer and serial number or its SHA-1 thumbprint. Default: 'certificate'.
     */
    readonly keyInfo?: 'certificate' | 'issuerSerial' | 'thumbprint';
    /** What is signed, as far as it is sent. Default: body, timestamp and username token. */
    readonly parts?: readonly SignedPart[];
    /** Default: 'sha256'. */
    readonly digest?: 'sha1' | 'sha256' | 'sha512';
  };
  /** A token as it is, such as a SAML assertion: XML text. */
  readonly token?: string;
  /**
   * Header of the caller (it must be among `forward`) that has the token: one SAML assertion or BinarySecurityToken, as XML or as that
   * in base64. It is not forwarded as a header then. Without it no token is sent; a value that is none is `BAD_USER_INPUT`.
   */
  readonly tokenHeader?: string;
  /** Sends `mustUnderstand="1"`. Default: true. */
  readonly mustUnderstand?: boolean;
}

const SIGNED_PARTS = ['body', 'timestamp', 'usernameToken', 'addressing', 'certificate'] as const;

/** A part of an envelope that can be signed; 'addressing' means all headers of WS-Addressing, 'certificate' the one that is sent. */
export type SignedPart = (typeof SIGNED_PARTS)[number];

const text = z.string().min(1);

/** Refuses what it does not know. */
export const soapOptionsSchema = z.strictObject({
  ...commonOptionsShape,
  endpoint: httpEndpoint.optional(),
  description: text,
  service: text.optional(),
  port: text.optional(),
  map: z.record(z.string(), text).optional(),
  imports: z
    .strictObject({
      allow: z.array(text).optional(),
      maxDocuments: z.int().min(1).max(10_000).optional(),
      maxBytes: z.int().min(1).max(1_000_000_000).optional(),
    })
    .optional(),
  soapHeaders: z.record(z.string(), z.unknown()).optional(),
  headerArguments: z.boolean().optional(),
  responseHeaders: z.array(text).optional(),
  security: z
    .strictObject({
      usernameToken: z
        .strictObject({
          username: text,
          password: z.string(),
          type: z.enum(['text', 'digest']).optional(),
          nonce: z.boolean().optional(),
          created: z.boolean().optional(),
        })
        .optional(),
      timestamp: z.union([z.boolean(), z.int().min(1).max(86_400)]).optional(),
      signature: z
        .strictObject({
          key: text,
          passphrase: z.string().optional(),
          cert: text,
          keyInfo: z.enum(['certificate', 'issuerSerial', 'thumbprint']).optional(),
          parts: z.array(z.enum(SIGNED_PARTS)).min(1).optional(),
          digest: z.enum(['sha1', 'sha256', 'sha512']).optional(),
        })
        .optional(),
      token: text.optional(),
      tokenHeader: text.optional(),
      mustUnderstand: z.boolean().optional(),
    })
    .optional(),
  addressing: z.boolean().optional(),
  basic: z.strictObject({ username: text, password: z.string() }).optional(),
  mtom: z.boolean().optional(),
  cdata: z.array(text).optional(),
});
