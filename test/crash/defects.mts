/**
 * `npm run crash:defects`: five deliberate defects, each applied to a copy of the tree and built there, must be caught, by a short
 * crash run or by the test of the connector contract that is about it. Prints a table; exit code 1 when one goes unseen.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byEvidence } from '../defects/by-evidence.mts';
import { runDefects } from '../defects/run-defects.mts';
import { defects } from './defects/list.ts';

runDefects({
  room: 'crash',
  does: 'Shows that five deliberate defects are caught.',
  defects,
  modes: ['embedded', 'cluster'],
  show: (trial, { name, ...shown }, mode) => {
    const { command, evidence } = mode === 'cluster' ? shown.cluster : shown.embedded;
    console.log(`${name}, ${mode}: ${trial.without ? 'left out' : 'applied'}, building and running`);
    trial.build();
    const ended = trial.run(command, 400_000);
    writeFileSync(join(trial.copy, `${name}-${mode}.log`), ended.text);
    return byEvidence(ended, evidence, trial.without);
  },
});
