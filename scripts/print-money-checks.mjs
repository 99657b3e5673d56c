/** Prints docs/reference/money-checks.md: which check of money is taken out for whom, and which test goes red. */
import { checks, columns, defects } from '../test/money/defects/list.ts';

const of = (check, column) => defects.filter((defect) => defect.check === check && defect.of.includes(column));
const cell = (found) => found.map(({ name }) => 1 + defects.findIndex((defect) => defect.name === name)).join(', ');
const row = (cells) => `| ${cells.join(' | ')} |`;

console.log(`# Checks of money

Written by \`npm run generate\` from \`test/money/defects/list.ts\`. \`npm run money:defects\` takes each of these checks out of a copy of the
code, one at a time, and shows that the test named goes red; \`npm test\` looks that every patch still fits the code.

A number is a defect of the list below; an empty place is a check that the provider's contract has no room for, or that is made for all in
another row.

${row(['check', ...columns.map((column) => `\`${column}\``)])}
${row(['---', ...columns.map(() => '---')])}
${Object.entries(checks)
  .map(([check, text]) => row([text, ...columns.map((column) => cell(of(check, column)))]))
  .join('\n')}

## Defects

${row(['', 'defect', 'test that goes red', 'in'])}
${row(['---', '---', '---', '---'])}
${defects
  .map(({ name, title, spec }, at) => row([at + 1, `\`${name}\``, title === '' ? 'several' : title, `\`${spec}\``]))
  .join('\n')}`);
