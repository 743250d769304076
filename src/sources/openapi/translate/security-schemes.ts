import { isRecord } from '../../../utils/is-record.ts';
import { escapeToken } from '../describe/pointer-token.ts';
import type { OpenApiDescription } from '../describe.ts';
import type { OpenApiCredential, OpenApiOptions } from '../options.ts';
import type { IssueCollector } from './issue-collector.ts';
import type { OperationModel } from './operation-model.ts';
import { child, entries, type Place, rootOf, textAt } from './place.ts';
import type { References } from './references.ts';

/** One entry of `securitySchemes`, whatever the version. */
export type SecurityScheme =
  | { readonly kind: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer' }
  /** `Authorization: <scheme> <token>`, the scheme written as described. */
  | { readonly kind: 'token'; readonly scheme: string }
  /** HTTP schemes that answer a challenge or sign each request. */
  | { readonly kind: 'unsupported'; readonly scheme: string }
  | { readonly kind: 'oauth2'; readonly tokenUrl: string | undefined }
  | { readonly kind: 'openId'; readonly discoveryUrl: string }
  | { readonly kind: 'mutualTls' };

/** The security schemes of a description by name. Those of a type that no client can satisfy by itself are left out. */
export function readSecuritySchemes(
  description: OpenApiDescription,
  references: References,
): ReadonlyMap<string, SecurityScheme> {
  const root = rootOf(description.entry);
  const places =
    description.version === '2.0'
      ? child(root, 'securityDefinitions')
      : child(child(root, 'components'), 'securitySchemes');
  const schemes = new Map<string, SecurityScheme>();
  for (const [name, written] of entries(places)) {
    const scheme = readScheme(references.follow(written));
    if (scheme !== undefined) schemes.set(name, scheme);
  }
  return schemes;
}

function readScheme(place: Place): SecurityScheme | undefined {
  switch (textAt(place, 'type')) {
    case 'apiKey': {
      const location = textAt(place, 'in');
      const name = textAt(place, 'name');
      if (name === undefined || (location !== 'header' && location !== 'query' && location !== 'cookie'))
        return undefined;
      return { kind: 'apiKey', in: location, name };
    }
    case 'basic':
      return { kind: 'basic' };
    case 'http':
      return httpScheme(textAt(place, 'scheme') ?? '');
    case 'oauth2':
      return { kind: 'oauth2', tokenUrl: tokenUrlOf(place) };
    case 'openIdConnect': {
      const url = textAt(place, 'openIdConnectUrl');
      return url === undefined ? undefined : { kind: 'openId', discoveryUrl: url };
    }
    case 'mutualTLS':
      return { kind: 'mutualTls' };
    default:
      return undefined;
  }
}

/** Of IANA's registry those that are more than a token, and well-known others. */
const COMPUTED =
  /^(?:concealed|digest|dpop|gnap|hoba|mutual|negotiate|oauth|privatetoken|scram-.+|vapid|ntlm|kerberos|hawk|signature|hmac.*|aws4-.+)$/i;
/** A token of RFC 9110, section 5.6.2. */
const SCHEME = /^[\w!#$%&'*+.^`|~-]+$/;

function httpScheme(scheme: string): SecurityScheme {
  if (/^basic$/i.test(scheme)) return { kind: 'basic' };
  if (/^bearer$/i.test(scheme)) return { kind: 'bearer' };
  return { kind: SCHEME.test(scheme) && !COMPUTED.test(scheme) ? 'token' : 'unsupported', scheme };
}

/** The machine-to-machine flow's own; any other's serves for a refresh token. */
function tokenUrlOf(place: Place): string | undefined {
  const flows = child(place, 'flows');
  for (const flow of ['clientCredentials', 'authorizationCode', 'password', 'deviceAuthorization']) {
    const url = textAt(child(flows, flow), 'tokenUrl');
    if (url !== undefined) return url;
  }
  return textAt(place, 'tokenUrl');
}

/** Whether a credential is of the sort that a scheme takes. */
export function satisfies(credential: OpenApiCredential, scheme: SecurityScheme): boolean {
  switch (scheme.kind) {
    case 'apiKey':
      return 'apiKey' in credential;
    case 'basic':
      return 'username' in credential;
    case 'token':
      return 'token' in credential;
    case 'bearer':
    case 'oauth2':
    case 'openId':
      return 'token' in credential || 'clientId' in credential;
    case 'mutualTls':
    case 'unsupported':
      return false;
  }
}

const EXPECTED: Readonly<Record<SecurityScheme['kind'], string>> = {
  apiKey: '{ apiKey }',
  basic: '{ username, password }',
  bearer: '{ token }',
  token: '{ token }',
  unsupported: 'credentials',
  oauth2: '{ clientId, clientSecret } or { token }',
  openId: '{ clientId, clientSecret } or { token }',
  mutualTls: 'tls.cert and tls.key',
};

const AUTHENTICATE_ELSEWHERE =
  'put a proxy that authenticates before the service, or set or forward the header Authorization';

const unsupported = (scheme: string): string => `the HTTP scheme ${JSON.stringify(scheme)}, which is not supported`;

/**
 * Names every scheme that operations ask for and that has no credentials, and every credential that fits nothing. `operations` are those
 * that are taken: for others nobody has to sign in.
 */
export function checkCredentials(
  operations: readonly OperationModel[],
  description: OpenApiDescription,
  references: References,
  options: OpenApiOptions,
  issues: IssueCollector,
): void {
  const schemes = readSecuritySchemes(description, references);
  const auth = options.auth ?? {};
  const at = { document: description.entry, pointer: '' };
  for (const [name, credential] of Object.entries(auth)) {
    const scheme = schemes.get(name);
    if (scheme === undefined) {
      const known = [...schemes.keys()].join(', ') || 'none';
      issues.add(
        'error',
        'INVALID',
        `auth.${name}: the description has no such security scheme. It has: ${known}.`,
        at,
      );
    } else if (scheme.kind === 'unsupported') {
      issues.add(
        'error',
        'INVALID',
        `auth.${name} is for ${unsupported(scheme.scheme)}: ${AUTHENTICATE_ELSEWHERE}.`,
        at,
      );
    } else if (!satisfies(credential, scheme)) {
      issues.add(
        'error',
        'INVALID',
        `auth.${name} must be ${EXPECTED[scheme.kind]}: the scheme is of the kind ${scheme.kind === 'token' ? scheme.scheme : scheme.kind}.`,
        at,
      );
    }
  }
  const hasOwn = (name: string): boolean => {
    const scheme = schemes.get(name);
    if (scheme?.kind === 'mutualTls') return options.tls?.cert !== undefined;
    return Object.hasOwn(auth, name);
  };
  const carried = (options.forward ?? []).concat(Object.keys(options.headers ?? {})).map((it) => it.toLowerCase());
  const missing = new Map<string, OperationModel[]>();
  for (const operation of operations) {
    const alternatives = operation.security ?? [];
    if (alternatives.length === 0 || alternatives.some((it) => [...it.keys()].every(hasOwn))) continue;
    if (alternatives.some((it) => [...it.keys()].every((name) => isCarried(schemes.get(name), carried)))) continue;
    // An alternative of described schemes, where there is one: for others there are no credentials to set.
    const described = alternatives.filter((it) => [...it.keys()].every((name) => schemes.has(name)));
    const wanted =
      described.find((it) => [...it.keys()].every((name) => schemes.get(name)?.kind !== 'unsupported')) ??
      described[0] ??
      alternatives[0];
    for (const name of wanted?.keys() ?? []) {
      if (!hasOwn(name)) missing.set(name, [...(missing.get(name) ?? []), operation]);
    }
  }
  for (const [name, asking] of missing) {
    const scheme = schemes.get(name);
    const [first] = asking;
    if (first === undefined) continue;
    const todo = whatToDo(name, scheme);
    const place = { document: first.place.document, pointer: pointerOf(first, name) };
    issues.add(
      'warning',
      'UNRESOLVED',
      `${asking.length} operation${asking.length === 1 ? ' asks' : 's ask'} for the security scheme ${name}, and there are no credentials for it: ${todo}.`,
      place,
    );
  }
}

function whatToDo(name: string, scheme: SecurityScheme | undefined): string {
  if (scheme?.kind === 'unsupported') return `it is ${unsupported(scheme.scheme)}; ${AUTHENTICATE_ELSEWHERE}`;
  const wanted = scheme === undefined ? 'credentials' : EXPECTED[scheme.kind];
  return scheme?.kind === 'mutualTls' ? `set ${wanted}` : `set auth.${name} to ${wanted}, or forward the caller's`;
}

function pointerOf(operation: OperationModel, name: string): string {
  const root = operation.place.document.root;
  const group = isRecord(root) && root.swagger !== undefined ? '/securityDefinitions' : '/components/securitySchemes';
  return `${group}/${escapeToken(name)}`;
}

/** Headers of the configuration, or of the caller, may be the credentials. */
function isCarried(scheme: SecurityScheme | undefined, headers: readonly string[]): boolean {
  if (scheme === undefined || scheme.kind === 'mutualTls') return false;
  if (scheme.kind !== 'apiKey') return headers.includes('authorization');
  return scheme.in === 'cookie' ? headers.includes('cookie') : headers.includes(scheme.name.toLowerCase());
}
