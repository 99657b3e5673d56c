import type { Held } from './hold.mts';

const colours = ['#1f6f8b', '#d98e04', '#4c956c', '#9a3b3b', '#8d99ae', '#c9c9c9'];
const [left, barHeight, gap, width] = [90, 22, 10, 520];

/** CPU per dossier, by process, one bar per rate. An SVG of its own, readable on white. */
export function picture(title: string, runs: readonly Held[]): string {
  const names = Object.keys(runs[0]?.cpu ?? {});
  const total = (run: Held): number => names.reduce((sum, name) => sum + run.cpu[name]!, 0);
  const scale = width / Math.max(1, ...runs.map(total));
  const rows = runs.map((run, row) => {
    const y = 60 + row * (barHeight + gap);
    let x = left;
    const parts = names.map((name, at) => {
      const length = run.cpu[name]! * scale;
      const part = `<rect x="${x.toFixed(1)}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" fill="${colours[at % colours.length]}"/>`;
      x += length;
      return part;
    });
    const label = `<text x="${left - 8}" y="${y + 15}" text-anchor="end">${run.rate}/s${run.isHeld ? '' : ' ✗'}</text>`;
    const figure = `<text x="${(x + 6).toFixed(1)}" y="${y + 15}">${total(run).toFixed(0)} µs, p99 ${run.acceptP99.toFixed(1)} ms</text>`;
    return [label, ...parts, figure].join('');
  });
  const legend = names.map(
    (name, at) =>
      `<rect x="${left + at * 95}" y="30" width="12" height="12" fill="${colours[at % colours.length]}"/><text x="${left + at * 95 + 16}" y="41">${name}</text>`,
  );
  const height = 70 + runs.length * (barHeight + gap);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 170}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="18" font-weight="bold">${title}</text>
${[...legend, ...rows].join('\n')}
</svg>
`;
}
