export interface Series {
  readonly title: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
}

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 70, right: 20, top: 40, bottom: 50 };
const COLOURS = ['#2563eb', '#dc2626', '#059669', '#d97706'];

/** A plot with logarithmic axes: what grows in proportion is a straight line that rises by 45 degrees of a square. */
export function plotSvg({ title, xTitle, yTitle, series }: Plot): string {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y));
  const x = logScale(xs, MARGIN.left, WIDTH - MARGIN.right);
  const y = logScale(ys, HEIGHT - MARGIN.bottom, MARGIN.top);
  const grid = [
    ...x.ticks.map((value) => line(x.at(value), MARGIN.top, x.at(value), HEIGHT - MARGIN.bottom)),
    ...y.ticks.map((value) => line(MARGIN.left, y.at(value), WIDTH - MARGIN.right, y.at(value))),
  ];
  const labels = [
    ...x.ticks.map((value) => text(x.at(value), HEIGHT - MARGIN.bottom + 18, 'middle', short(value))),
    ...y.ticks.map((value) => text(MARGIN.left - 8, y.at(value) + 4, 'end', short(value))),
    text(WIDTH / 2, 22, 'middle', title, 15),
    text(WIDTH / 2, HEIGHT - 10, 'middle', xTitle),
    `<g transform="rotate(-90 16 ${HEIGHT / 2})">${text(16, HEIGHT / 2, 'middle', yTitle)}</g>`,
  ];
  const curves = series.map(({ title: name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(([px, py]) => `${x.at(px).toFixed(1)},${y.at(py).toFixed(1)}`).join(' ');
    const dots = points.map(
      ([px, py]) => `<circle cx="${x.at(px).toFixed(1)}" cy="${y.at(py).toFixed(1)}" r="3" fill="${colour}"/>`,
    );
    const legend = `<rect x="${MARGIN.left + 10}" y="${MARGIN.top + 8 + index * 18}" width="12" height="4" fill="${colour}"/>${text(MARGIN.left + 28, MARGIN.top + 14 + index * 18, 'start', name)}`;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${legend}`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>${grid.join('')}${labels.join('')}${curves.join('')}</svg>\n`
  );
}

function logScale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    at: (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  };
}

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#e5e7eb"/>`;

const text = (x: number, y: number, anchor: string, content: string, size = 12): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" fill="#111827">${content}</text>`;

const short = (value: number): string => (value >= 1_000 ? `${value / 1_000}k` : String(Number(value.toPrecision(2))));
