/**
 * `npm run faults:defects`: takes the guard against one fault after the other out of a copy of the tree, and shows that the tests which
 * hold that fault go red: those of the bus embedded and on a real Kafka. Prints a table; exit code 1 when one stays green.
 */
import { byTests } from '../defects/by-tests.mts';
import { runDefects } from '../defects/run-defects.mts';
import { guardTakenFor } from './defects/guard-of.mts';
import { defects } from './defects/list.ts';

runDefects({
  room: 'faults',
  does: 'Takes the guard against one fault after the other out of a copy of the tree; the tests that hold it must go red.',
  defects,
  show: (trial, { name, tests }) => {
    const verdicts = tests.map((one) => byTests(trial, one));
    return {
      right: verdicts.every(({ right }) => right),
      said: [guardTakenFor(name), ...verdicts.map(({ said }) => `    ${said}`)].join('\n'),
      text: verdicts.flatMap(({ right, text }) => (right ? [] : [text])).join('\n'),
    };
  },
});
