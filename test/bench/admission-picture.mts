import type { DayMoment } from './admission-moments.mts';

/** A time at which something was the matter with the platform, seconds from the beginning. */
export interface Trouble {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

const [left, width, height, apart] = [80, 900, 240, 60];
const counts = [
  { name: 'accepted', colour: '#1f6f8b', of: (moment: DayMoment) => moment.accepted },
  { name: 'paid at the platform', colour: '#d98e04', of: (moment: DayMoment) => moment.paid },
  { name: 'settled', colour: '#4c956c', of: (moment: DayMoment) => moment.settled },
  { name: 'portal told', colour: '#8d99ae', of: (moment: DayMoment) => moment.told },
  { name: 'waiting', colour: '#9a3b3b', of: (moment: DayMoment) => moment.accepted - moment.settled },
] as const;
const oldest = [{ name: 'oldest waiting, s', colour: '#9a3b3b', of: (moment: DayMoment) => moment.oldest }] as const;

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly of: (moment: DayMoment) => number;
}

/** Fees over the time of a run: how many had come how far, and below how long the oldest one waited. An SVG of its own, readable on white. */
export function admissionPicture(title: string, moments: readonly DayMoment[], troubles: readonly Trouble[]): string {
  const seconds = Math.max(1, ...moments.map(({ at }) => at));
  const panels = [panel(counts, 60), panel(oldest, 60 + height + apart)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 40}" height="${60 + 2 * height + apart + 40}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="18" font-weight="bold">${title}</text>
${panels.join('\n')}
</svg>
`;

  function panel(lines: readonly Line[], top: number): string {
    const most = Math.max(1, ...moments.flatMap((moment) => lines.map(({ of }) => of(moment))));
    const x = (at: number): string => (left + (Math.min(at, seconds) / seconds) * width).toFixed(1);
    const y = (value: number): string => (top + height - (value / most) * height).toFixed(1);
    const marks = troubles.map(
      ({ what, from, to }) =>
        `<rect x="${x(from)}" y="${top}" width="${(Number(x(to)) - Number(x(from))).toFixed(1)}" height="${height}" fill="#9a3b3b" opacity="0.08"/><text x="${x(from)}" y="${top + 12}" fill="#9a3b3b">${what}</text>`,
    );
    const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
      const value = most * part;
      const shown = most < 10 ? value.toFixed(1) : Math.round(value);
      return `<line x1="${left}" x2="${left + width}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${left - 6}" y="${y(value)}" text-anchor="end">${shown}</text><text x="${x(seconds * part)}" y="${top + height + 16}" text-anchor="middle">${Math.round(seconds * part)} s</text>`;
    });
    const curves = lines.map(({ colour, of }) => {
      const points = moments.map((moment) => `${x(moment.at)},${y(of(moment))}`).join(' ');
      return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
    });
    const legend = lines.map(({ name, colour }, at) => {
      const from = left + at * 160;
      return `<rect x="${from}" y="${top - 22}" width="12" height="12" fill="${colour}"/><text x="${from + 16}" y="${top - 11}">${name}</text>`;
    });
    return [...marks, ...grid, ...curves, ...legend].join('\n');
  }
}
