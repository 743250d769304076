/** A point in time, or what recurs, as XSD orders it (part 2, 3.2.7.3): picoseconds, and whether its offset is known. */
export interface Instant {
  readonly value: bigint;
  readonly zoned: boolean;
}

/** Months and picoseconds, which nothing makes comparable but a date to start from. */
export interface Span {
  readonly months: bigint;
  readonly value: bigint;
}

const SECOND = 1_000_000_000_000n;
const DAY = 86_400n * SECOND;
/** The widest offset: without one, a time may be that much earlier or later. */
const UNKNOWN = 14n * 3600n * SECOND;

const ZONE = '(Z|[+-]\\d\\d:\\d\\d)?';
const TIME = '(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?';
const YEAR = '(-?(?:[1-9]\\d{3,}|0\\d{3}))';

interface Form {
  readonly pattern: RegExp;
  /** What the groups of the pattern are. */
  readonly parts: readonly ('year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zone')[];
}

const form = (pattern: string, ...parts: Form['parts']): Form => ({
  pattern: new RegExp(`^${pattern}${ZONE}$`),
  parts: [...parts, 'zone'],
});

const FORMS: Readonly<Record<string, Form>> = {
  dateTime: form(`${YEAR}-(\\d\\d)-(\\d\\d)T${TIME}`, 'year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'),
  date: form(`${YEAR}-(\\d\\d)-(\\d\\d)`, 'year', 'month', 'day'),
  time: form(TIME, 'hour', 'minute', 'second', 'fraction'),
  gYear: form(YEAR, 'year'),
  gYearMonth: form(`${YEAR}-(\\d\\d)`, 'year', 'month'),
  gMonth: form('--(\\d\\d)(?:--)?', 'month'),
  gMonthDay: form('--(\\d\\d)-(\\d\\d)', 'month', 'day'),
  gDay: form('---(\\d\\d)', 'day'),
};

const ALIASES: Readonly<Record<string, string>> = { dateTimeStamp: 'dateTime', timeInstant: 'dateTime' };

export const isInstantType = (builtIn: string): boolean => Object.hasOwn(FORMS, ALIASES[builtIn] ?? builtIn);

/** Undefined: the text is no value of the type. */
export function parseInstant(builtIn: string, text: string): Instant | undefined {
  const { pattern, parts } = FORMS[ALIASES[builtIn] ?? builtIn] ?? (FORMS.dateTime as Form);
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const part = (name: Form['parts'][number]): string | undefined => match[parts.indexOf(name) + 1];
  const number = (name: Form['parts'][number], absent: number): number =>
    Number(parts.includes(name) ? part(name) : absent);
  // What has no year or month of its own may be of a leap year, and of a long month.
  const [year, month, day] = [number('year', 2000), number('month', 1), number('day', 1)];
  const [hour, minute, second] = [number('hour', 0), number('minute', 0), number('second', 0)];
  const fraction = BigInt((parts.includes('fraction') ? (part('fraction') ?? '') : '').padEnd(12, '0').slice(0, 12));
  const isMidnight = hour === 24 && minute === 0 && second === 0 && fraction === 0n;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 59) return undefined;
  const zone = part('zone');
  const offset =
    zone === undefined || zone === 'Z'
      ? 0
      : Number(`${zone.charAt(0)}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  if (Math.abs(offset) > 14 * 60) return undefined;
  const seconds = BigInt(hour * 3600 + minute * 60 + second - offset * 60);
  return {
    value: days(BigInt(year), BigInt(month), BigInt(day)) * DAY + seconds * SECOND + fraction,
    zoned: zone !== undefined,
  };
}

const DURATION =
  /^(-?)P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/** Undefined: the text is no duration. */
export function parseSpan(text: string): Span | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, years = '0', months = '0', day = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    match;
  const factor = sign === '-' ? -1n : 1n;
  const time = ((BigInt(day) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return {
    months: factor * (BigInt(years) * 12n + BigInt(months)),
    value: factor * (time * SECOND + BigInt(fraction.padEnd(12, '0').slice(0, 12))),
  };
}

const sign = (difference: bigint): number => (difference < 0n ? -1 : difference > 0n ? 1 : 0);

/** Negative, zero or positive; undefined: neither is known to be first. */
export function compareInstants(a: Instant, b: Instant): number | undefined {
  if (a.zoned === b.zoned) return sign(a.value - b.value);
  const difference = a.value - b.value;
  return difference > UNKNOWN || difference < -UNKNOWN ? sign(difference) : undefined;
}

/** The starts that tell all that can be told (part 2, 3.2.6.2). */
const STARTS = [
  [1696n, 9n],
  [1697n, 2n],
  [1903n, 3n],
  [1903n, 7n],
] as const;

export function compareSpans(a: Span, b: Span): number | undefined {
  const end = ({ months, value }: Span, [year, month]: readonly [bigint, bigint]): bigint => {
    const all = year * 12n + month - 1n + months;
    return days(floorDivide(all, 12n), all - floorDivide(all, 12n) * 12n + 1n, 1n) * DAY + value;
  };
  const [first, ...others] = STARTS.map((start) => sign(end(a, start) - end(b, start)));
  return others.every((other) => other === first) ? first : undefined;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n || a % b === 0n ? a / b : a / b - 1n);

/** Days from the start of the era, in the calendar that XSD means for all time. */
function days(year: bigint, month: bigint, day: bigint): bigint {
  const shifted = month > 2n ? year : year - 1n;
  const era = floorDivide(shifted, 400n);
  const ofEra = shifted - era * 400n;
  const ofYear = (153n * (month + (month > 2n ? -3n : 9n)) + 2n) / 5n + day - 1n;
  return era * 146_097n + ofEra * 365n + ofEra / 4n - ofEra / 100n + ofYear;
}
