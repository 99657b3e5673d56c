/** Readings of our own metrics by name and labels, labels in order of their names: `dossiers_accepted_total{unit="H44"}`. */
export function readMetrics(text: string): Map<string, number> {
  const readings = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, labels, value] = /^lienthong_([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const sorted = [...(labels ?? '').matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([pair]) => pair).sort();
    readings.set(seriesOf(name, sorted), Number(value));
  }
  return readings;
}

export const seriesOf = (name: string, pairs: readonly string[]): string =>
  pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
