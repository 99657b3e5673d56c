/**
 * `npm run areas -- FOLDER` writes the tables of libs/areas from a downloaded copy of their source
 * (libs/areas/data/SOURCE.md says which and how to get it); FOLDER holds its `dataset.db` and `converter_2025.json`.
 * Refuses data in which a link leads nowhere; what differs from the known counts is said, and `--accept` writes it all the same.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { root } from './lib/root.mjs';

const usage = `npm run areas -- <folder> [--accept]

Writes the tables of libs/areas from a downloaded copy of their source, dataset.db and converter_2025.json in the folder;
libs/areas/data/SOURCE.md says how to get it. Counts that differ from the known ones are said; --accept writes all the same.`;

const [folder = '', ...flags] = process.argv.slice(2);
if ([folder, ...flags].some((one) => one === '--help' || one === '-h')) {
  console.log(usage);
  process.exit(0);
}
const missing = ['dataset.db', 'converter_2025.json'].filter((name) => !existsSync(join(folder, name)));
if (folder === '' || missing.length > 0) {
  const what = folder === '' ? 'no folder is named' : `${folder} has no ${missing.join(' and no ')}`;
  console.error(`areas: ${what}; npm run areas -- --help tells more`);
  process.exit(2);
}

const database = new DatabaseSync(join(folder, 'dataset.db'), { readOnly: true });
const present = database.prepare('select * from admin_units').all();
const legacy = database.prepare('select * from admin_units_legacy').all();
const converter = JSON.parse(readFileSync(join(folder, 'converter_2025.json'), 'utf8'));

const broken = [];
const wanted = (row, what) => row ?? (broken.push(`${what} leads nowhere`), {});
const byCode = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const grouped = (rows, key) => [...Map.groupBy(rows, (row) => row[key])].sort(([one], [other]) => byCode(one, other));

const presentByKey = new Map(present.map((row) => [`${row.provinceKey}_${row.wardKey}`, row]));
const provinceByKey = new Map(present.map((row) => [row.provinceKey, row.provinceCode]));
const successors = successorsOfCommunes();
const provinceSuccessors = new Map(
  Object.entries(converter.DICT_PROVINCE).flatMap(([key, before]) =>
    before.map((old) => [old, wanted(provinceByKey.get(key), `province ${key}`)]),
  ),
);

function successorsOfCommunes() {
  const found = new Map();
  const link = (old, province, ward) => {
    const { wardCode } = wanted(presentByKey.get(`${province}_${ward}`), `${old} -> ${province}_${ward}`);
    found.set(old, [...(found.get(old) ?? []), wardCode].sort(byCode));
  };
  for (const [province, wards] of Object.entries(converter.DICT_PROVINCE_WARD_NO_DIVIDED)) {
    for (const [ward, before] of Object.entries(wards)) for (const old of before) link(old, province, ward);
  }
  for (const [province, wards] of Object.entries(converter.DICT_PROVINCE_WARD_DIVIDED)) {
    for (const [old, after] of Object.entries(wards))
      for (const { newWardKey } of after) link(old, province, newWardKey);
  }
  return found;
}

const presentLines = grouped(present, 'provinceCode').flatMap(([code, wards]) => [
  line(code, wards[0].province),
  ...wards.map((row) => line(row.wardCode, row.ward)).sort(byCode),
]);
const legacyLines = grouped(legacy, 'provinceCode').flatMap(([code, ofProvince]) => [
  line(code, ofProvince[0].province, [wanted(provinceSuccessors.get(ofProvince[0].provinceKey), `province ${code}`)]),
  ...grouped(ofProvince, 'districtCode').flatMap(([district, wards]) => [
    line(district, wards[0].district, wards[0].wardCode === null ? successorsOf(wards[0]) : []),
    ...wards
      .filter(({ wardCode }) => wardCode !== null)
      .map((row) => line(row.wardCode, row.ward, successorsOf(row)))
      .sort(byCode),
  ]),
]);

function successorsOf({ provinceKey, districtKey, wardKey, wardCode }) {
  const key = `${provinceKey}_${districtKey}_${wardKey ?? ''}`;
  return wanted(successors.get(key), `commune ${wardCode ?? key}`);
}

function line(code, name, after = []) {
  return `${code}${after.length > 0 ? `>${after.join(',')}` : ''} ${name.normalize('NFC').trim()}`;
}

const counts = {
  provinces: provinceByKey.size,
  communes: new Set(present.map(({ wardCode }) => wardCode)).size,
  legacyProvinces: new Set(legacy.map(({ provinceCode }) => provinceCode)).size,
  legacyDistricts: new Set(legacy.map(({ districtCode }) => districtCode)).size,
  legacyCommunes: new Set(legacy.flatMap(({ wardCode }) => wardCode ?? [])).size,
  districtsWithoutCommunes: legacy.filter(({ wardCode }) => wardCode === null).length,
  links: [...successors.values()].flat().length,
  divided: [...successors.values()].filter(({ length }) => length > 1).length,
};
const known = {
  ...{ provinces: 34, communes: 3321, legacyProvinces: 63, legacyDistricts: 696, legacyCommunes: 10035 },
  ...{ districtsWithoutCommunes: 5, links: 10602, divided: 471 },
};
const shapes = { 2: /^\d{2}(>\d{2})? \S/, 3: /^\d{3}(>\d{5})? \S/, 5: /^\d{5}(>\d{5}(,\d{5})*)? \S/ };
for (const text of [...presentLines, ...legacyLines]) {
  if (!shapes[/^\d+/.exec(text)?.[0].length]?.test(text) || /[`$\\]/.test(text)) broken.push(`not a line: ${text}`);
}
const deviations = Object.keys(known).filter((name) => counts[name] !== known[name]);
for (const name of Object.keys(counts)) console.log(`${name}: ${counts[name]} (known: ${known[name]})`);
for (const problem of broken) console.error(problem);
if (broken.length > 0 || (deviations.length > 0 && !flags.includes('--accept'))) {
  console.error(`nothing written: ${broken.length} broken, other counts: ${deviations.join(', ') || 'none'}`);
  process.exit(1);
}

write('present', 'Provinces and the communes of each, in force since 1 July 2025.', presentLines);
write('legacy', 'Provinces, districts and communes until 1 July 2025; behind `>` what took their place.', legacyLines);

function write(name, what, lines) {
  const file = `libs/areas/src/tables/${name}.mapping.ts`;
  const head = `// Written by scripts/build-areas.mjs from the source that data/SOURCE.md names (MIT, data/LICENCE). Not edited by hand.`;
  writeFileSync(
    join(root, file),
    `${head}\n\n/** ${what} */\nexport const ${name}Lines: string = \`\n${lines.join('\n')}\n\`;\n`,
  );
  console.log(`wrote ${file}: ${lines.length} lines`);
}
