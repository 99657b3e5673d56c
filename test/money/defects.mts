/**
 * `npm run money:defects`: takes one check after the other out of a copy of the tree, and shows that a test goes red for each. Prints a
 * table; exit code 1 when one is not missed by anybody.
 */
import { byTests } from '../defects/by-tests.mts';
import { runDefects } from '../defects/run-defects.mts';
import { defects } from './defects/list.ts';

runDefects({
  room: 'money',
  does: 'Takes one check of money after the other out of a copy of the tree; a test must go red for each.',
  defects,
  show: (trial, { spec, title }) => byTests(trial, { spec, titles: title === '' ? [] : [title] }),
});
