import { handoverActs, handoverMoves, handoverStates, lasts, lastingStates, stateAfter } from './handover.js';

it('every pair of state and act is either a move or none, and nothing else', () => {
  const told = handoverStates.flatMap((state) =>
    handoverActs.map((act) => `${state} ${act} ${stateAfter(state, act) ?? '-'}`),
  );
  expect(told).toEqual([
    ...[
      'open accept accepted',
      'open refuse refused',
      'open report -',
      'open answer answered',
      'open withdraw withdrawn',
    ],
    ...['accepted accept -', 'accepted refuse -', 'accepted report accepted'],
    ...['accepted answer answered', 'accepted withdraw withdrawn'],
    ...['refused accept -', 'refused refuse -', 'refused report -', 'refused answer -', 'refused withdraw -'],
    ...['answered accept -', 'answered refuse -', 'answered report -', 'answered answer -', 'answered withdraw -'],
    ...['withdrawn accept -', 'withdrawn refuse -', 'withdrawn report -', 'withdrawn answer -', 'withdrawn withdraw -'],
    ...['taken accept -', 'taken refuse -', 'taken report -', 'taken answer -', 'taken withdraw -'],
  ]);
  expect(handoverMoves()).toHaveLength(7);
});

it('lasts until it has been refused, answered or taken back', () => {
  expect(handoverStates.filter(lasts)).toEqual(['open', 'accepted']);
  expect(lastingStates).toEqual(['open', 'accepted']);
});

it('what was submitted is taken or sent back, once; no answer is owed', () => {
  const told = handoverStates.flatMap((state) =>
    handoverActs.flatMap((act) => {
      const after = stateAfter(state, act, 'submission');
      return after ? [`${state} ${act} ${after}`] : [];
    }),
  );
  expect(told).toEqual(['open accept taken', 'open refuse refused']);
  expect(lasts('taken')).toBe(false);
});
