/**
 * Everything that a command writes into the repository, in one list.
 * `npm run generate` writes the files; `npm run check` writes them to memory and fails on a difference.
 * A generator is a program that prints the file to standard output. Builds first where that is needed: they read dist/.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { node24 } from './lib/node24.mjs';
import { root } from './lib/root.mjs';

const generators = [
  { file: 'docs/reference/arrows.md', program: ['scripts/draw-arrows.mjs'] },
  { file: 'docs/reference/exchange-states.md', program: ['scripts/draw-exchange-states.mjs'] },
  { file: 'docs/reference/handover-states.md', program: ['scripts/draw-handover-states.mjs'] },
  { file: 'docs/reference/step-states.md', program: ['scripts/draw-step-states.mjs'] },
  { file: 'docs/reference/mismatches.md', program: ['scripts/print-mismatches.mjs'] },
  {
    file: 'docs/reference/money-checks.md',
    program: ['--disable-warning=ExperimentalWarning', 'scripts/print-money-checks.mjs'],
  },
  {
    file: 'docs/reference/faults.md',
    program: ['--disable-warning=ExperimentalWarning', 'scripts/print-faults.mjs'],
  },
  { file: 'docs/reference/configuration.md', program: ['scripts/print-configuration.mjs'] },
  { file: 'docs/reference/events.md', program: ['scripts/print-events.mjs'] },
  { file: 'docs/reference/metrics.md', program: ['scripts/print-metrics.mjs'] },
  { file: 'docs/reference/problems.md', program: ['scripts/print-problems.mjs'] },
  { file: 'docs/reference/openapi.json', program: ['scripts/print-openapi.mjs'] },
  { file: 'config/lienthong.schema.json', program: ['scripts/print-config-schema.mjs'] },
];

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(`npm run generate [-- --check]

Writes every file of the repository that a command writes. --check writes none, and fails where one is behind:

${generators.map(({ file }) => `  ${file}`).join('\n')}`);
  process.exit(0);
}
const check = args.includes('--check');
ensureBuilt((line) => console.log(line));
let behind = 0;
for (const { file, program } of generators) {
  const run = spawnSync(node24(), program, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0 || run.stdout === '') {
    console.error(`${file}: ${program.join(' ')} failed (exit ${run.status ?? run.signal})\n${run.stderr}`);
    behind += 1;
    continue;
  }
  const path = join(root, file);
  const stored = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (stored === run.stdout) continue;
  if (check) {
    console.error(
      `${file}: ${stored === undefined ? 'missing' : 'differs from what its program writes'}. Run: npm run generate`,
    );
    behind += 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, run.stdout);
    console.log(`wrote ${file}`);
  }
}
console.log(`generated: ${generators.length} files, ${behind} behind`);
process.exitCode = behind > 0 ? 1 : 0;
