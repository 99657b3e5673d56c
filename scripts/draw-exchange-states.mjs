/** Prints docs/reference/exchange-states.md from the transitions themselves. Needs a build. */
import { drawGraph, reachableEdges } from '@lienthong/connector-kit';

const rows = reachableEdges().map(({ from, event, to }) => `| ${from} | ${event} | ${to} |`);
process.stdout.write(`# The life of an exchange

Written by \`npm run generate\` from \`libs/connector-kit/src/exchange/transitions.ts\`, the only file that changes a state.

\`\`\`mermaid
${drawGraph()}
\`\`\`

Every edge that some declaration of an operation can take:

| from | what happens | to |
|---|---|---|
${rows.join('\n')}
`);
