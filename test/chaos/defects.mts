/**
 * `npm run chaos:defects`: puts one defect after the other into a copy of the tree, and shows that a short run misses what it takes.
 * Prints a table; exit code 1 when one goes unseen.
 */
import { byEvidence } from '../defects/by-evidence.mts';
import { runDefects } from '../defects/run-defects.mts';
import { defects } from './defects/list.ts';

const run = ['--minutes', '0.5', '--rate', '5', '--others', '1', '--seed', '7', '--patience', '120'];

runDefects({
  room: 'chaos',
  does: 'Puts one defect after the other into a copy of the tree; a short run of chaos must miss what it takes.',
  defects,
  sameTrial: true,
  show: (trial, { evidence }) => {
    trial.build();
    const command = ['--disable-warning=ExperimentalWarning', 'test/chaos/chaos.mts', ...run];
    return byEvidence(trial.run(command, 400_000), evidence, trial.without);
  },
});
