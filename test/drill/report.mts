import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillResult } from './run.mts';

/** The last lines of a drill, which are the report too. */
export function report(result: DrillResult): string {
  const lines = [...said(result), ...own(result), ...verdict(result)];
  const { options, startedAt } = result;
  const text = [
    `# Recovery drill of ${startedAt.toISOString().slice(0, 10)}`,
    '',
    `\`npm run drill -- --mode ${options.mode} --seconds ${options.seconds} --rate ${options.rate} --seed ${options.seed}\``,
    '',
    ...['| step | seconds |', '|---|---|'],
    ...[...result.seconds].map(([step, seconds]) => `| ${step} | ${seconds.toFixed(1)} |`),
    '',
    ...lines.map((line) => `- ${line}`),
    '',
    ...['What the commands said:', '', '```', ...result.said, '```', ''],
  ].join('\n');
  writeFileSync(join(options.to, 'drill-report.md'), text);
  const steps = [...result.seconds].map(([step, seconds]) => `${step} ${seconds.toFixed(1)} s`);
  return ['', `seed ${options.seed}, ${options.mode}`, ...steps, ...lines].join('\n');
}

function said({ words, snapshotAt, lostAt, gone, lost, states, seconds }: DrillResult): string[] {
  const away = ['restored, topics made anew', 'started, ready'].reduce(
    (sum, step) => sum + (seconds.get(step) ?? 0),
    0,
  );
  const since = ((lostAt.getTime() - Date.parse(snapshotAt)) / 1000).toFixed(1);
  return [
    `${words.all} words had been accepted, ${words.before} of them before the backup was asked for`,
    `destroyed: ${gone.join(', ')}`,
    `lost: what was accepted after ${snapshotAt}, ${since} s before the loss: ${lost.revisions} revisions; all of it was said again (${lost.dossiers} dossiers were told anew)`,
    `from the loss until the product took requests again: ${away.toFixed(1)} s`,
    `exchanges in the end: ${[...states].map(([state, count]) => `${state} ${count}`).join(', ')}`,
  ];
}

function own({ own: found }: DrillResult): string[] {
  if (!found) return [];
  const { file, rows, bytes, snapshotAt, millis, dossiers, exchanges, gaps } = found;
  return [
    `your own backup ${file} (${(bytes / 1_048_576).toFixed(1)} MB): ${rows} rows restored in ${(millis / 1000).toFixed(1)} s, ${dossiers} dossiers, ${exchanges} exchanges, lanes with a gap ${gaps}; it holds what was accepted until ${snapshotAt}`,
  ];
}

function verdict({ violations, own: found }: DrillResult): string[] {
  if (found && found.gaps > 0) violations.add('order: your own backup has lanes with a gap', String(found.gaps));
  return [
    `lost before the backup ${violations.count('lost')}, doubled ${violations.count('doubled')}`,
    ...(violations.none ? ['everything came back as promised'] : ['NOT AS PROMISED', ...violations.lines()]),
  ];
}
