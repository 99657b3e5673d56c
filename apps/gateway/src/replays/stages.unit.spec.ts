import { nextStep, type StageStanding } from './stages.js';

describe('stages of a replay', () => {
  const standing = (change: Partial<StageStanding>): StageStanding => ({
    ...{ stage: 1, sent: 0, succeeded: 0, doubtful: 0, left: 100 },
    ...change,
  });

  it('are one, ten and the rest', () => {
    expect(nextStep(standing({}))).toEqual({ kind: 'send', most: 1 });
    expect(nextStep(standing({ stage: 2, sent: 4 }))).toEqual({ kind: 'send', most: 6 });
    expect(nextStep(standing({ stage: 3, sent: 500 }))).toEqual({ kind: 'send', most: Infinity });
  });

  it('begin when all of the stage before has succeeded', () => {
    expect(nextStep(standing({ sent: 1 }))).toEqual({ kind: 'wait' });
    expect(nextStep(standing({ sent: 1, succeeded: 1 }))).toEqual({ kind: 'nextStage' });
    expect(nextStep(standing({ stage: 2, sent: 10, succeeded: 9 }))).toEqual({ kind: 'wait' });
    expect(nextStep(standing({ stage: 2, sent: 10, succeeded: 10 }))).toEqual({ kind: 'nextStage' });
  });

  it('send no more while the fate of one is unknown', () => {
    expect(nextStep(standing({ stage: 3, sent: 7, succeeded: 6, doubtful: 1 }))).toEqual({ kind: 'wait' });
  });

  it('end with the last, in whatever stage that is', () => {
    expect(nextStep(standing({ left: 0 }))).toEqual({ kind: 'done' });
    expect(nextStep(standing({ sent: 1, left: 0 }))).toEqual({ kind: 'wait' });
    expect(nextStep(standing({ stage: 2, sent: 3, succeeded: 3, left: 0 }))).toEqual({ kind: 'done' });
  });
});
