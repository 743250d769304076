export interface Series {
  readonly title: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Logarithmic on both axes, where what grows in proportion is a straight line; or linear, from 0. */
  readonly scale: 'log' | 'linear';
  /** Under the title: how to read it. */
  readonly note?: string;
  readonly series: readonly Series[];
}

/** A plot, and the file name it gets. */
export interface NamedPlot extends Plot {
  readonly name: string;
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

const WIDTH = 720;
const HEIGHT = 440;
const MARGIN = { left: 76, right: 24, top: 92, bottom: 56 };
const RIGHT = WIDTH - MARGIN.right;
const BOTTOM = HEIGHT - MARGIN.bottom;
const COLOURS = ['#2563eb', '#dc2626', '#059669', '#d97706', '#7c3aed', '#0891b2', '#64748b'];
/** More points than this are a line, not marks. */
const MAX_MARKS = 20;

/** A plot as a file of its own; readable on light and dark pages. */
export function plotSvg({ title, xTitle, yTitle, scale, note, series }: Plot): string {
  const points = series.flatMap((one) => one.points);
  const axis = scale === 'log' ? logAxis : linearAxis;
  const x = axis(
    points.map(([value]) => value),
    MARGIN.left,
    RIGHT,
  );
  const y = axis(
    points.map(([, value]) => value),
    BOTTOM,
    MARGIN.top,
  );
  const grid = [
    ...x.ticks.map((value) => line(x.at(value), MARGIN.top, x.at(value), BOTTOM)),
    ...y.ticks.map((value) => line(MARGIN.left, y.at(value), RIGHT, y.at(value))),
  ];
  const labels = [
    ...x.ticks.map((value) => text(x.at(value), BOTTOM + 18, 'middle', short(value))),
    ...y.ticks.map((value) => text(MARGIN.left - 8, y.at(value) + 4, 'end', short(value))),
    text(WIDTH / 2, 24, 'middle', title, 16),
    ...(note === undefined ? [] : [text(WIDTH / 2, 44, 'middle', note, 12)]),
    text((MARGIN.left + RIGHT) / 2, HEIGHT - 12, 'middle', xTitle, 13),
    `<g transform="rotate(-90 18 ${(MARGIN.top + BOTTOM) / 2})">${text(18, (MARGIN.top + BOTTOM) / 2, 'middle', yTitle, 13)}</g>`,
  ];
  const curves = series.map((one, index) => curve(one, x, y, COLOURS[index % COLOURS.length] ?? '#000'));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" role="img">` +
    `<title>${escaped(title)}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>` +
    `${[...grid, ...labels, ...legend(series), ...curves].join('')}</svg>\n`
  );
}

function curve({ points }: Series, x: Axis, y: Axis, colour: string): string {
  const at = points.map(([px, py]) => [x.at(px).toFixed(1), y.at(py).toFixed(1)] as const);
  const marks = at.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`);
  const path = at.map((pair) => pair.join(',')).join(' ');
  return (
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>` +
    (points.length > MAX_MARKS ? '' : marks.join(''))
  );
}

/** Above the plot, where no curve runs: two in a row. */
function legend(series: readonly Series[]): string[] {
  const width = (RIGHT - MARGIN.left) / 2;
  return series.map(({ title }, index) => {
    const left = MARGIN.left + (index % 2) * width;
    const top = 62 + Math.floor(index / 2) * 17;
    const colour = COLOURS[index % COLOURS.length];
    return `<rect x="${left}" y="${top - 5}" width="18" height="4" rx="2" fill="${colour}"/>${text(left + 26, top + 1, 'start', title)}`;
  });
}

function logAxis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  };
}

/** From 0, in steps of 1, 2 or 5 times a power of ten. */
function linearAxis(values: readonly number[], from: number, to: number): Axis {
  const most = Math.max(...values, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power * 6 >= most) ?? 10);
  const end = Math.ceil(most / step) * step;
  return {
    ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step),
    at: (value) => from + (value / end) * (to - from),
  };
}

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#e5e7eb"/>`;

const text = (x: number, y: number, anchor: string, content: string, size = 12): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}" fill="#111827">${escaped(content)}</text>`;

const escaped = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const short = (value: number): string => (value >= 1_000 ? `${value / 1_000}k` : String(Number(value.toPrecision(3))));
