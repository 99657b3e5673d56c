/** Prints docs/reference/step-states.md from the moves themselves. Needs a build. */
import { stepMoves } from '@lienthong/gateway';

const after = new Set(stepMoves.map(({ from }) => from));
const ends = [...new Set(stepMoves.map(({ to }) => to))].filter((state) => !after.has(state));
process.stdout.write(`# The life of a step of a procedure

Written by \`npm run generate\` from \`apps/gateway/src/journey/steps.ts\`. A step that is asked is a handover, with [a life of its own](handover-states.md).

\`\`\`mermaid
stateDiagram-v2
  [*] --> ${stepMoves[0].from}
${[...stepMoves.map(({ from, by, to }) => `  ${from} --> ${to}: ${by}`), ...ends.map((state) => `  ${state} --> [*]`)].join('\n')}
\`\`\`

What waits for others begins when all of them are ${ends.join(', ')}. In \`held\` the dossier's own unit has to ask somebody.
`);
