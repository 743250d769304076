import { GatewayError } from '../../../errors/gateway-error.ts';

export interface Instant {
  /** Whole seconds, as a safe integer. */
  readonly seconds: number;
  /** Of the same sign as the seconds in a duration; never negative in a timestamp. */
  readonly nanos: number;
}

const MIN_SECONDS = -62_135_596_800;
const MAX_SECONDS = 253_402_300_799;
const MAX_DURATION_SECONDS = 315_576_000_000;

function bad(what: string, text: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${JSON.stringify(text.slice(0, 60))} is not ${what}.`);
}

/** Nanoseconds as `.5`, `.000001`: three, six or nine digits, as ProtoJSON writes them. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}

const TWO: readonly string[] = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const DAY = 86_400;
let lastDay = 0;
let lastDate = '1970-01-01';

/** RFC 3339 text in UTC; undefined outside the years 1 to 9999. */
export function timestampText(seconds: number, nanos: number): string | undefined {
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) || nanos < 0 || nanos > 999_999_999) return undefined;
  const day = Math.floor(seconds / DAY);
  // The instants of one answer are often of one day, and formatting the date is what costs.
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  }
  const time = seconds - day * DAY;
  const clock = `${TWO[Math.floor(time / 3600)]}:${TWO[Math.floor(time / 60) % 60]}:${TWO[time % 60]}`;
  return nanos === 0 ? `${lastDate}T${clock}Z` : `${lastDate}T${clock}${fraction(nanos)}Z`;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

export function parseTimestamp(text: string): Instant {
  const match = RFC3339.exec(text);
  if (match === null) throw bad('an RFC 3339 date-time with an offset', text);
  const [, year, month, day, hour, minute, second, digits = '', sign, offsetHour = '0', offsetMinute = '0'] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const legal =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60 * (sign === '-' ? -1 : 1);
  const seconds = date.getTime() / 1000 - offset;
  if (!legal || !(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS))
    throw bad('a date-time of the years 1 to 9999', text);
  return { seconds, nanos: Number(digits.padEnd(9, '0')) };
}

/** ISO 8601 text such as `PT1.5S`, `-PT0.001S`; undefined where seconds and nanoseconds contradict each other. */
export function durationText(seconds: number, nanos: number): string | undefined {
  if (Math.abs(seconds) > MAX_DURATION_SECONDS || Math.abs(nanos) > 999_999_999 || seconds * nanos < 0)
    return undefined;
  const part = nanos === 0 ? '' : fraction(Math.abs(nanos)).replace(/0+$/, '');
  return `${seconds < 0 || nanos < 0 ? '-' : ''}PT${Math.abs(seconds)}${part}S`;
}

const DURATION = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,9})\d*)?S)?)?$/;

/** Weeks, days, hours, minutes and seconds; months and years have no fixed length. */
export function parseDuration(text: string): Instant {
  const match = DURATION.exec(text);
  if (match === null) throw bad('an ISO 8601 duration of weeks, days, hours, minutes and seconds', text);
  const [, sign, weeks = '0', days = '0', hours = '0', minutes = '0', whole = '0', digits = ''] = match;
  const seconds =
    Number(weeks) * 604_800 + Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(whole);
  if (!(seconds <= MAX_DURATION_SECONDS)) throw bad('a duration of at most 10000 years', text);
  const factor = sign === '-' ? -1 : 1;
  return { seconds: factor * seconds || 0, nanos: factor * Number(digits.padEnd(9, '0')) || 0 };
}
