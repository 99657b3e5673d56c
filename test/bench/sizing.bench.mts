/**
 * Sizes by the measured figures: reads what the throughput bench wrote, prints what provinces need as Markdown; `--write` puts
 * it into the operations page. The measured runs are of one process of each kind.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { defaultBus, defaultsOf } from '@lienthong/config';
import { exchangesPerDossier } from './portal.mts';
import { measuredText, sizesText, type Result } from './sizing-text.mts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: 'bench-results' },
    'per-day': { type: 'string', default: '1000,10000,100000' },
    'busiest-hour': { type: 'string', default: '0.25' },
    write: { type: 'boolean', default: false },
  },
});
const page = 'docs/operations.md';
const between = /(<!-- sizing -->\n)[^]*(<!-- end of sizing -->)/;

const read = (mode: string): Result | undefined => {
  const file = join(resolve(values.from), `throughput-${mode}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined;
};
const cluster = read('cluster');
if (!cluster) throw new Error(`no throughput-cluster.json in ${resolve(values.from)}: npm run bench writes one`);
const embedded = read('embedded');

const busiestHour = Number(values['busiest-hour']);
const perDay = values['per-day'].split(',').map(Number);
if (!(busiestHour > 0 && busiestHour <= 1)) throw new Error('--busiest-hour is a part of a day, above 0 and up to 1');
if (!perDay.every((dossiers) => dossiers > 0)) throw new Error('--per-day is a list of numbers, like 1000,10000');
const kept = { exchangeDays: defaultsOf('retention').exchangeDays, busDays: defaultBus.retentionDays };
const provinces = perDay.map((dossiersPerDay) => ({ dossiersPerDay, busiestHour, exchangesPerDossier, ...kept }));

const texts = [
  measuredText(cluster),
  ...(embedded?.held ? [measuredText(embedded)] : []),
  sizesText(cluster, provinces),
];
const text = texts.join('\n\n');
if (values.write) {
  const before = readFileSync(page, 'utf8');
  if (!between.test(before)) throw new Error(`${page} has no place for it: <!-- sizing --> … <!-- end of sizing -->`);
  const after = before.replace(between, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`);
  const style = { ...(await prettier.resolveConfig(page)), parser: 'markdown' };
  writeFileSync(page, await prettier.format(after, style));
  console.log(`written into ${page}`);
} else {
  console.log(await prettier.format(text, { parser: 'markdown' }));
}
