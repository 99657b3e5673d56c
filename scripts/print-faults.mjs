/** Prints docs/reference/faults.md: each fault that others have had, what is taken out to see it, and which tests go red. */
import { guardTakenFor } from '../test/faults/defects/guard-of.mts';
import { defects } from '../test/faults/defects/list.ts';
import { faults } from '../test/faults/list.ts';

const row = (cells) => `| ${cells.join(' | ')} |`;
const testsOf = (tests) =>
  tests.map(({ spec, titles }) => `${titles.map((title) => `“${title}”`).join(', ')} in \`${spec}\``).join('<br>');

console.log(`# Faults that others have had

Written by \`npm run generate\` from \`test/faults\`. Each has a file there, which names all tests that hold it off. \`npm run faults:defects\`
takes the guard against each out of a copy of the code, one at a time, and shows that the tests named here go red; \`npm test\` looks
that every patch still fits the code.

${row(['fault', 'met by', 'what holds with the guard removed', 'tests that go red'])}
${row(['---', '---', '---', '---'])}
${defects.map(({ name, tests }) => row([`\`${name}\``, faults[name], guardTakenFor(name), testsOf(tests)])).join('\n')}`);
