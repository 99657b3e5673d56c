import type { Moment } from './timeline.mts';

/** Something that befell the product. Seconds from the beginning. */
export interface Mark {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

const [left, top, width, height, row] = [70, 60, 900, 300, 14];
const lines = [
  { name: 'words accepted', colour: '#1f6f8b', of: ({ accepted }: Moment) => accepted },
  { name: 'exchanges ended', colour: '#4c956c', of: ({ settled }: Moment) => settled },
  { name: 'exchanges waiting', colour: '#9a3b3b', of: ({ waiting }: Moment) => waiting },
] as const;
/** One row of marks each, in this order. */
const kinds = [
  ['killed', /SIGKILL/],
  ['frozen', /SIGSTOP/],
  ['restarted', /kill -9/],
  ['cut, stalled, refused', /^(cut|stall|refuse) /],
  ['disk full', /full disk/],
  ['clock', /clock/],
] as const;

/** Accepted, settled and waiting over time, with what befell it below. An SVG of its own, readable on white. */
export function timelinePicture(title: string, moments: readonly Moment[], marks: readonly Mark[]): string {
  const seconds = Math.max(1, ...moments.map(({ at }) => at));
  const most = Math.max(1, ...moments.flatMap((moment) => lines.map(({ of }) => of(moment) ?? 0)));
  const x = (at: number): string => (left + (Math.min(Math.max(0, at), seconds) / seconds) * width).toFixed(1);
  const y = (value: number): string => (top + height - (value / most) * height).toFixed(1);
  const curves = lines.map(({ colour, of }) => {
    const points = moments.flatMap((moment) => {
      const value = of(moment);
      return value === undefined ? [] : [`${x(moment.at)},${y(value)}`];
    });
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
  });
  const legend = lines.map(({ name, colour }, at) => {
    const from = left + at * 150;
    return `<rect x="${from}" y="30" width="12" height="12" fill="${colour}"/><text x="${from + 16}" y="41">${name}</text>`;
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = Math.round(most * part);
    return `<line x1="${left}" x2="${left + width}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${left - 6}" y="${y(value)}" text-anchor="end">${value}</text>`;
  });
  const axis = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text x="${x(seconds * part)}" y="${top + height + 16}" text-anchor="middle">${Math.round(seconds * part)} s</text>`,
  );
  const begin = top + height + 30;
  const rows = kinds.map(([name, is], at) => {
    const own = marks
      .filter(({ what }) => is.test(what))
      .map(({ what, from, to }) => {
        const length = Math.max(1.5, Number(x(to)) - Number(x(from)));
        return `<rect x="${x(from)}" y="${begin + at * row}" width="${length.toFixed(1)}" height="${row - 4}" fill="#d98e04"><title>${escaped(what)}</title></rect>`;
      });
    return `<text x="${left + width + 8}" y="${begin + at * row + 9}">${name}</text>${own.join('')}`;
  });
  const bottom = begin + kinds.length * row + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 140}" height="${bottom}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="18" font-weight="bold">${escaped(title)}</text>
${[...legend, ...grid, ...axis, ...curves, ...rows].join('\n')}
</svg>
`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
