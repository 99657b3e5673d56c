/** `npm run check [step…]`: everything that needs no run of the product. All steps run; the exit code tells whether all passed. */
import { compiler, describeNode, runNode } from './lib/node24.mjs';

const steps = {
  format: [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  types: [
    [compiler, '-b'],
    [compiler, '-p', 'tsconfig.spec.json'], // specs and tests too, against sources
    [compiler, '-p', 'test/crash'], // run as they stand, against what was built
    [compiler, '-p', 'test/money'],
  ],
  lint: [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  arrows: [['scripts/arrows.mjs']],
  words: [['scripts/words.mjs']],
  generated: [['scripts/generated.mjs', '--check']],
};

const help = `npm run check [-- step…]

Everything that needs no run of the product; without a step all of them. The exit code tells whether all passed.

  format      prettier (npm run format mends)
  types       what is built, specs and tests against sources, the crash run
  lint        eslint, no warning allowed
  arrows      which package may import which; one forbidden import per rule must be reported
  words       Vietnamese only where a reader expects it, no path of anybody's machine
  generated   what npm run generate writes is up to date`;

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
for (const [name, commands] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const began = performance.now();
  const ok = commands.map((command) => runNode(command) === 0).every(Boolean);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (!ok) failed.push(name);
}
console.log(failed.length > 0 ? `check failed: ${failed.join(', ')}` : 'check passed');
process.exitCode = failed.length > 0 ? 1 : 0;
