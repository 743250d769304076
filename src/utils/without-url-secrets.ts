/** What stands for a credential that was taken out. */
export const HIDDEN = '[redacted]';

const USER = /(?<=\/\/)[^/\s@]+(?=@)/g;
const QUERY = /(?<=\bhttps?:\/\/[^\s?#]*\?)[^\s#"'<>)]+/gi;
/** Up to the next parameter, or to the end with a place (`:12:3`) and punctuation behind the URL. */
const VALUE = /=[^&]*?(?=&|(?::\d+){0,2}[.,:;]?$)/g;

/**
 * The text with the credentials of the URLs in it replaced: user and password, and the value of every query parameter, because keys
 * travel there too. Names stay, and so does `?wsdl`.
 */
export function withoutUrlSecrets(text: string): string {
  return text.replace(USER, HIDDEN).replace(QUERY, (query) => query.replace(VALUE, `=${HIDDEN}`));
}
