/** Prints docs/reference/mismatches.md from the catalogues that the connectors answer with. Needs a build. */
import { findings, noMatchFindings } from '../apps/connectors/dist/population/population.messages.js';
import { phoneVerdicts } from '../apps/connectors/dist/telecom/telecom.messages.js';

const cell = (text) => (text ?? '').replaceAll('|', '\\|');
const row = (code, { verdict, fixBy, hint }) => `| \`${code}\` | ${verdict} | ${fixBy ?? 'nobody'} | ${cell(hint)} |`;
const all = Object.entries(findings).map(([code, finding]) => row(code, finding));
const nobody = Object.entries(noMatchFindings).map(
  ([code, { fixBy, hint }]) => `| \`${code}\` | ${fixBy} | ${cell(hint)} |`,
);
const phones = Object.values(phoneVerdicts).map((one) => row(one.code, one));

process.stdout.write(`# What a citizen check can find

Written by \`npm run generate\` from \`population.messages.ts\` and \`telecom.messages.ts\` of \`apps/connectors\`. \`code\`, verdict and \`fixBy\` are
part of the API; the sentence is what the clerk reads, and holds no value of a person. Each row is reached over the wire in
\`population.sandbox.int.spec.ts\`. How to ask: [Check a citizen](../how-to/check-a-citizen.md).

## A person came back: field by field

| \`code\` | verdict | \`fixBy\` | sentence |
|---|---|---|---|
${all.join('\n')}

## Nobody came back: the base does not say what is wrong

The verdict is \`noMatch\`, of the check as a whole; what is said is what to look at first.

| finding | \`fixBy\` | sentence |
|---|---|---|
${nobody.join('\n')}

## A telephone number (the carrier's contract is assumed)

| \`code\` | verdict | \`fixBy\` | sentence |
|---|---|---|---|
${phones.join('\n')}
`);
