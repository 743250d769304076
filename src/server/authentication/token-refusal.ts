import { GatewayError } from '../../errors/gateway-error.ts';

/** What a token has to pass, in the order in which it is asked. */
export type TokenCheck =
  | 'present'
  | 'one'
  | 'size'
  | 'form'
  | 'iss'
  | 'alg'
  | 'key'
  | 'signature'
  | 'header'
  | 'typ'
  | 'aud'
  | 'exp'
  | 'nbf'
  | 'claims';

/** What the operator may read of a token that was refused; never the token, nor what could be signed with. */
export type RefusalFacts = Readonly<Partial<Record<'iss' | 'alg' | 'kid' | 'reason', string>>>;

/** The answer to a request without a token, where there has to be one, or with one that is not accepted: 401, as RFC 6750 says it. */
export class TokenRefusal extends GatewayError {
  readonly check: TokenCheck;
  /** For the log. The caller learns no more than whether his token has expired. */
  readonly logged: RefusalFacts;
  readonly headers: Readonly<Record<string, string>>;

  constructor(check: TokenCheck, logged: RefusalFacts = {}) {
    super('UNAUTHENTICATED', MESSAGES[check] ?? REFUSED);
    this.check = check;
    this.logged = logged;
    this.headers = {
      'www-authenticate':
        check === 'present' ? 'Bearer' : `Bearer error="invalid_token", error_description="${this.message}"`,
    };
  }
}

const REFUSED = 'The token is not accepted.';
const MESSAGES: Readonly<Partial<Record<TokenCheck, string>>> = {
  present: 'A token is required.',
  one: 'The request has more than one token.',
  exp: 'The token has expired.',
};
