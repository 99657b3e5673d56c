/**
 * Checks the arrows of the house (.dependency-cruiser.cjs), then checks the check: every rule must report
 * its forbidden import under test/arrows/fixtures/, and nothing else there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { sourceAliases } from './lib/packages.mjs';
import { roomCircles } from './lib/room-circles.mjs';
import { root } from './lib/root.mjs';

const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const named = [...rules.forbidden, rules.rooms];
const fixtures = join(root, 'test/arrows/fixtures');

const violationsIn = async (base) => {
  process.chdir(base);
  const rooms = ['apps', 'libs', 'test'].filter((room) => existsSync(join(base, room)));
  const options = { ...rules.options, baseDir: base, ruleSet: { forbidden: rules.forbidden }, validate: true };
  if (base === root) options.exclude = { path: [...rules.options.exclude.path, '^test/arrows/fixtures/'] };
  const resolve = {
    alias: sourceAliases(base),
    conditionNames: ['import', 'node', 'types'],
    exportsFields: ['exports'],
  };
  const { output } = await cruise(rooms, options, resolve);
  const violations = [...output.summary.violations, ...roomCircles(output.modules, rules.rooms)];
  return { violations, files: output.summary.totalCruised };
};

const problems = [];

const house = await violationsIn(root);
for (const violation of house.violations) {
  const because = named.find((rule) => rule.name === violation.rule.name)?.comment;
  const path = violation.cycle ? violation.cycle.map((step) => step.name).join(' -> ') : violation.to;
  problems.push(`${violation.from} -> ${path}\n    ${violation.rule.name}: ${because}`);
}

// First line of a fixture: `// forbidden: rule-name`, or none where the file is only there to be imported.
const planted = await violationsIn(fixtures);
const reported = new Set(planted.violations.map((violation) => `${violation.from}: ${violation.rule.name}`));
const expected = new Set();
for (const file of readdirSync(fixtures, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const rule = /^\/\/ forbidden: ([\w-]+)/.exec(readFileSync(join(fixtures, file), 'utf8'))?.[1];
  if (rule) expected.add(`${file}: ${rule}`);
}
for (const entry of expected) if (!reported.has(entry)) problems.push(`not reported, though forbidden: ${entry}`);
for (const entry of reported) if (!expected.has(entry)) problems.push(`reported, though no fixture says so: ${entry}`);
for (const { name } of named) {
  if (![...expected].some((entry) => entry.endsWith(`: ${name}`))) problems.push(`rule without a fixture: ${name}`);
}

if (problems.length > 0) console.error(problems.join('\n'));
console.log(
  `arrows: ${house.files} files, ${named.length} rules, ${expected.size} planted imports, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
