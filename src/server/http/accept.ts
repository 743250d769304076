export const GRAPHQL_RESPONSE = 'application/graphql-response+json';
export const JSON_RESPONSE = 'application/json';
export const EVENT_STREAM = 'text/event-stream';

export type ResponseType = typeof GRAPHQL_RESPONSE | typeof JSON_RESPONSE | typeof EVENT_STREAM;

interface MediaRange {
  readonly type: string;
  readonly quality: number;
  /** 2 for `a/b`, 1 for `a/*`, 0 for a range of everything. */
  readonly precision: number;
}

/** What answers may be, in the order in which we prefer them where the client does not mind. */
const OFFERS: readonly ResponseType[] = [JSON_RESPONSE, GRAPHQL_RESPONSE, EVENT_STREAM];

/**
 * The type that the client prefers (RFC 9110, 12.5.1), undefined when it accepts none. Without a header, or where everything is equal,
 * it is `application/json`, which every client reads; an event stream is taken only when it is named.
 */
export function negotiate(accept: string | undefined): ResponseType | undefined {
  if (accept === undefined || accept === '*/*' || accept === JSON_RESPONSE) return JSON_RESPONSE;
  if (accept === GRAPHQL_RESPONSE) return GRAPHQL_RESPONSE;
  const ranges = accept.split(',').map(mediaRange);
  let best: { readonly offer: ResponseType; readonly quality: number; readonly position: number } | undefined;
  for (const offer of OFFERS) {
    const index = matching(ranges, offer);
    const range = ranges[index];
    if (range === undefined || range.quality <= 0 || (offer === EVENT_STREAM && range.precision < 2)) continue;
    const better =
      best === undefined ||
      range.quality > best.quality ||
      (range.quality === best.quality && range.precision === 2 && index < best.position);
    if (better) best = { offer, quality: range.quality, position: range.precision === 2 ? index : ranges.length };
  }
  return best?.offer;
}

/** Index of the range that says most about `offer`, or -1. */
function matching(ranges: readonly MediaRange[], offer: string): number {
  let found = -1;
  ranges.forEach((range, index) => {
    const matches =
      range.type === offer ||
      range.type === '*/*' ||
      (range.precision === 1 && offer.startsWith(range.type.slice(0, -1)));
    if (matches && range.precision > (ranges[found]?.precision ?? -1)) found = index;
  });
  return found;
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
  const quality = weight === undefined ? 1 : Number(weight.slice(weight.indexOf('=') + 1));
  return {
    type,
    quality: Number.isFinite(quality) ? quality : 0,
    precision: type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2,
  };
}
