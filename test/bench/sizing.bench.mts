/**
 * Sizes by the measured figures: reads what the throughput bench wrote, prints what provinces need as Markdown; `--write` puts
 * it into the operations page. The measured runs are of one process of each kind.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import prettier from 'prettier';
import { defaultBus, defaultsOf } from '@lienthong/config';
import { exchangesPerDossier } from './portal.mts';
import { measuredText, sizesText, type Result } from './sizing-text.mts';

const options = optionsOf('sizing');
const page = 'docs/operations.md';
const between = /(<!-- sizing -->\n)[^]*(<!-- end of sizing -->)/;

const read = (mode: string): Result | undefined => {
  const file = join(resolve(options.text('from')), `throughput-${mode}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined;
};
const cluster = read('cluster');
if (!cluster)
  throw new Error(`no throughput-cluster.json in ${resolve(options.text('from'))}: npm run bench writes one`);
const embedded = read('embedded');

const busiestHour = options.number('busiest-hour');
const perDay = options.text('per-day').split(',').map(Number);
const kept = { exchangeDays: defaultsOf('retention').exchangeDays, busDays: defaultBus.retentionDays };
const provinces = perDay.map((dossiersPerDay) => ({ dossiersPerDay, busiestHour, exchangesPerDossier, ...kept }));

const texts = [
  measuredText(cluster),
  ...(embedded?.held ? [measuredText(embedded)] : []),
  sizesText(cluster, provinces),
];
const text = texts.join('\n\n');
if (options.isGiven('write')) {
  const before = readFileSync(page, 'utf8');
  if (!between.test(before)) throw new Error(`${page} has no place for it: <!-- sizing --> … <!-- end of sizing -->`);
  const after = before.replace(between, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`);
  const style = { ...(await prettier.resolveConfig(page)), parser: 'markdown' };
  writeFileSync(page, await prettier.format(after, style));
  console.log(`written into ${page}`);
} else {
  console.log(await prettier.format(text, { parser: 'markdown' }));
}
