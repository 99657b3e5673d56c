/** Prints docs/reference/problems.md from the catalogue that the API answers with. Needs a build. */
import { problems } from '../apps/gateway/dist/http/problems.messages.js';

const cell = (text) => text.replaceAll('|', '\\|');
const rows = Object.entries(problems)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(
    ([code, { status, whoActs, title, detail }]) =>
      `| \`${code}\` | ${status} | ${whoActs} | ${cell(title)} | ${cell(detail)} |`,
  );

process.stdout.write(`# Problem codes

Written by \`npm run generate\` from \`apps/gateway/src/http/problems.messages.ts\`. Every refusal of the unified API is
\`application/problem+json\` (RFC 9457): \`code\`, status and \`whoActs\` are part of the API; \`title\` is for developers, \`detail\` is
what the clerk reads, with \`{…}\` filled in. \`errors\` points at the fields, by JSON Pointer; no value of a person is repeated.

| \`code\` | status | \`whoActs\` | title | \`detail\` |
|---|---|---|---|---|
${rows.join('\n')}
`);
