import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosResult } from './run.mts';
import { timelinePicture, type Mark } from './timeline-picture.mts';

/** The last lines of a run, which are the report too; it and the picture are written where the options say. */
export function report(result: ChaosResult): string {
  const lines = [
    ...said(result),
    '',
    ...exchanges(result),
    '',
    ...result.trouble.lines(),
    '',
    ...reachedLines(result),
    '',
    ...verdict(result),
  ];
  write(result, lines);
  return ['', ...lines].join('\n');
}

function said(result: ChaosResult): string[] {
  const { options, load, fees, papers, handovers, tables, seconds, unsteadiness, timeline, lateWords } = result;
  const all = tables.exchanges.reduce((sum, { count }) => sum + count, 0);
  const whole = (seconds['trouble'] ?? 0) + (seconds['settled'] ?? 0);
  const words = timeline.moments.at(-1)?.accepted ?? 0;
  return [
    `seed ${options.seed}, ${options.mode}: ${words} words accepted, ${all} exchanges, ${Math.round((60 * all) / whole)} a minute until all was settled`,
    `journeys: ${load.accepted.length} dossiers with steps, ${fees.load.planned.length} fees, ${papers.papers.length} results by post with a look-up, ${handovers.plan.handovers.length} handovers`,
    `trouble ${seconds['trouble']} s, settled ${seconds['settled']} s later; requests said again ${load.figures.repeats + fees.load.figures.repeats + papers.figures.repeats}`,
    `records on the bus repeated late and out of order: ${unsteadiness.repeated}; jumps of wall clocks: ${unsteadiness.jumps.length}`,
    `words that agencies said again late: ${lateWords.recognised.again} recognised, ${lateWords.recognised.behind} older than what was known`,
    `repeats that are allowed: ${repeats(result)}`,
    `memory of the runner at most: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ];
}

function repeats({ books, repeats: own, handovers }: ChaosResult): string {
  let [states, rows] = [0, 0];
  for (const { revisions, repeatedSteps } of books.portal.values()) {
    states += revisions.length - new Set(revisions).size;
    rows += repeatedSteps;
  }
  return `portal states ${states}, portal steps ${rows}, statuses at the monitor ${own.monitor}, look-ups ${own.lookUps}, words at the hub ${handovers.repeatedAtHub}`;
}

function exchanges({ tables }: ChaosResult): string[] {
  const byOperation = Map.groupBy(tables.exchanges, ({ operation }) => operation);
  return [...byOperation].map(
    ([operation, rows]) =>
      `  ${operation.padEnd(34)} ${rows.map(({ state, count }) => `${state} ${count}`).join(', ')}`,
  );
}

function reachedLines({ reached, trouble }: ChaosResult): string[] {
  const points = [...trouble.pointsReached()].map(([point, times]) => `${point} ${times}`);
  return [
    'what went wrong, and how often:',
    ...reached.map(({ name, times }) => `  ${name.padEnd(58)} ${times}`),
    `  killed at: ${points.join(', ')}`,
  ];
}

function verdict({ violations, books }: ChaosResult): string[] {
  const shown = [...violations.shown].map(([kind, offenders]) => `${kind} ${offenders.size}`);
  const calls = [...books.strays.shown.values()].reduce((sum, count) => sum + count, 0);
  const astray = ['sums', 'plan', 'fees', 'settled'].reduce((sum, kind) => sum + violations.count(kind), 0);
  return [
    `calls without a lease, found and shown: ${calls}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`,
    `lost ${violations.count('lost')}, doubled ${violations.count('doubled')}, out of order ${violations.count('order')}, dong astray ${astray}`,
    ...(violations.none ? ['every promise held'] : ['BROKEN PROMISES', ...violations.lines()]),
  ];
}

function write(result: ChaosResult, lines: readonly string[]): void {
  const { options, timeline, startedAt, trouble, unsteadiness } = result;
  const since = (moment: number): number => (moment - timeline.beganAt) / 1000;
  const clocks = unsteadiness.jumps.map(({ at }): Mark => {
    const from = (Date.parse(at) - startedAt.getTime()) / 1000;
    return { what: 'clock', from, to: from };
  });
  const faults = trouble.entries.map(({ what, from, to }): Mark => ({ what, from: since(from), to: since(to) }));
  const marks = [...faults, ...clocks];
  const title = `Chaos, ${options.mode}, seed ${options.seed}`;
  const text = [
    `# Chaos of ${startedAt.toISOString().slice(0, 10)}`,
    '',
    `\`npm run chaos -- --mode ${options.mode} --minutes ${options.minutes} --seed ${options.seed} --exchanges ${options.exchanges} --rate ${options.rate} --others ${options.others} --pause ${options.pause}\``,
    '',
    '![accepted, settled and waiting over time](chaos-timeline.svg)',
    '',
    ...['```', ...lines, '```', ''],
    ...['## What was done when', '', '| second | for | what |', '|---|---|---|'],
    ...faults.map(({ what, from, to }) => `| ${from.toFixed(1)} | ${(to - from).toFixed(1)} s | ${what} |`),
    '',
  ].join('\n');
  writeFileSync(join(options.to, 'chaos-report.md'), text);
  writeFileSync(join(options.to, 'chaos-timeline.svg'), timelinePicture(title, timeline.moments, marks));
}
