/**
 * `npm run agencies:defects`: puts one defect after the other into a copy of the tree, and shows that the three agencies miss what it
 * takes. Prints a table; exit code 1 when one goes unseen.
 */
import { byEvidence } from '../defects/by-evidence.mts';
import { runDefects } from '../defects/run-defects.mts';
import { defects } from './defects/list.ts';

const run = ['--dossiers', '90', '--seed', '7', '--kills', '0', '--away', '3', '--patience', '30'];

runDefects({
  room: 'agencies',
  does: 'Puts one defect after the other into a copy of the tree; the three agencies must miss what it takes.',
  defects,
  sameTrial: true,
  show: (trial, { evidence }) => {
    trial.build();
    const command = ['--disable-warning=ExperimentalWarning', 'test/agencies/agencies.mts', ...run];
    return byEvidence(trial.run(command, 300_000), evidence, trial.without);
  },
});
