/** Prints docs/reference/handover-states.md from the moves themselves. Needs a build. */
import { handoverMoves } from '@lienthong/gateway';

const moves = handoverMoves();
const after = new Set(moves.map(({ from }) => from));
const ends = [...new Set(moves.map(({ to }) => to))].filter((state) => !after.has(state));
process.stdout.write(`# The life of a handover

Written by \`npm run generate\` from \`apps/gateway/src/handovers/rules/handover.ts\`, the only file that says what may follow what.

\`\`\`mermaid
stateDiagram-v2
  [*] --> ${moves[0].from}
${[...moves.map(({ from, act, to }) => `  ${from} --> ${to}: ${act}`), ...ends.map((state) => `  ${state} --> [*]`)].join('\n')}
\`\`\`

Anything else is refused with 409 \`handover.notApplicable\`. The receiver sees the dossier in: ${[...after].join(', ')}.
`);
