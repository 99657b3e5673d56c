/** `npm run check [step…]`: everything that needs no run of the product. All steps run; the exit code tells whether all passed. */
import { compiler, describeNode, hearNode } from './lib/node24.mjs';

/** In the order of their beginning. `lint` reads sources only and takes as long as all others together, which read what `types` builds. */
const steps = {
  lint: [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  types: [
    ['scripts/ensure-built.mjs'], // so that nobody after us has to
    [compiler, '-b'],
    [compiler, '-p', 'tsconfig.spec.json'], // specs and tests too, against sources
    [compiler, '-p', 'test/crash'], // run as they stand, against what was built
    [compiler, '-p', 'test/defects'],
    [compiler, '-p', 'test/proof'],
    [compiler, '-p', 'test/bench'],
    [compiler, '-p', 'test/faults'],
    [compiler, '-p', 'test/money'],
    [compiler, '-p', 'test/agencies'],
    [compiler, '-p', 'test/chaos'],
    [compiler, '-p', 'test/drill'],
  ],
  format: [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  generated: [['scripts/generated.mjs', '--check']],
  arrows: [['scripts/arrows.mjs']],
  words: [['scripts/words.mjs']],
};

const help = `npm run check [-- step…]

Everything that needs no run of the product; without a step all of them. The exit code tells whether all passed.

  lint        eslint, no warning allowed
  types       what is built, specs and tests against sources, the crash run
  format      prettier (npm run format mends)
  generated   what npm run generate writes is up to date
  arrows      which package may import which; one forbidden import per rule must be reported
  words       Vietnamese only where a reader expects it, no path of anybody's machine`;

const wanted = process.argv.slice(2);
if (wanted.includes('--help') || wanted.includes('-h')) {
  console.log(help);
  process.exit(0);
}
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}

console.log(`check under Node ${describeNode()}`);
const failed = [];
const left = Object.keys(steps);
await Promise.all([nextSteps(), nextSteps()]);
console.log(failed.length > 0 ? `check failed: ${failed.join(', ')}` : 'check passed');
process.exitCode = failed.length > 0 ? 1 : 0;

async function nextSteps() {
  for (let name = left.shift(); name !== undefined; name = left.shift()) await runStep(name);
}

/** Runs all its commands, and prints what they said when the last one has ended. */
async function runStep(name) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const began = performance.now();
  let ok = true;
  let said = '';
  for (const command of steps[name]) {
    const { code, text } = await hearNode(command);
    ok &&= code === 0;
    said += text;
  }
  process.stdout.write(said);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (!ok) failed.push(name);
}
