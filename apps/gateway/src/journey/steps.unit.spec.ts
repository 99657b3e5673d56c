import {
  begun,
  heldSince,
  isLate,
  joinsOf,
  lateUnits,
  readySteps,
  stepAsked,
  stepMoves,
  stepMoved,
  stepUnplaced,
  type DeclaredStep,
  type Step,
  type StepHandover,
} from './steps.js';

const at = '2026-11-16T01:00:00.000Z';
const due = '2026-11-17T01:00:00.000Z';
const step = (key: string, after?: readonly string[]): DeclaredStep => ({
  ...{ key, unit: `U-${key}`, ask: 'x', limit: { workingDays: 1 } },
  ...(after ? { after } : {}),
});
const declared = [step('a'), step('b'), step('c'), step('d', ['a', 'b', 'c']), step('e', ['d'])];
const keys = (steps: readonly Step[]) => steps.map(({ key }) => key).join(' ');
const asked = (steps: readonly Step[], key: string, handover = `h-${key}`) =>
  stepAsked(steps, key, { handover, to: `U-${key}`, dueAt: due });
const moved = (steps: readonly Step[], key: string, state: StepHandover['state'], more: Partial<StepHandover> = {}) =>
  stepMoved(steps, { handover: `h-${key}`, unit: `U-${key}`, state, late: false, at, ...more });
const threeAsked = ['a', 'b', 'c'].reduce((steps, key) => asked(steps, key), begun(declared));

describe('steps of a procedure', () => {
  it('what waits for nobody begins at once, side by side', () => {
    expect(keys(readySteps(begun(declared)))).toBe('a b c');
    expect(readySteps(threeAsked)).toEqual([]);
  });

  it.each([['a b c'], ['c b a'], ['b c a'], ['c a b']])('three join when all have answered: %s', (order) => {
    let steps = threeAsked;
    const told = order.split(' ').map((key) => {
      const before = steps;
      steps = moved(steps, key, 'answered');
      return joinsOf(before, steps);
    });
    expect(told).toEqual([[], [], [{ answered: ['a', 'b', 'c'], next: ['d'] }]]);
    expect(keys(readySteps(steps))).toBe('d');
  });

  it('the last answer of all is told once, with nothing that begins', () => {
    let steps = threeAsked;
    for (const key of ['a', 'b', 'c']) steps = moved(steps, key, 'answered');
    steps = moved(asked(steps, 'd'), 'd', 'answered');
    const before = asked(steps, 'e');
    const after = moved(before, 'e', 'answered');
    expect(joinsOf(before, after)).toEqual([{ answered: ['e'], next: [] }]);
    expect(joinsOf(after, after)).toEqual([]);
  });

  it('one that is refused holds the join until somebody is asked anew and answers', () => {
    let steps = moved(moved(threeAsked, 'a', 'answered'), 'b', 'held');
    steps = moved(steps, 'c', 'answered');
    expect(readySteps(steps)).toEqual([]);
    expect(heldSince(steps)).toBe(at);
    steps = asked(steps, 'b', 'h-2');
    expect(heldSince(steps)).toBeUndefined();
    expect(moved(steps, 'b', 'answered')).toBe(steps);
    expect(keys(readySteps(moved(steps, 'b', 'answered', { handover: 'h-2' })))).toBe('d');
  });

  it('one that nobody can be asked for is held too', () => {
    expect(heldSince(stepUnplaced(begun(declared), 'a', at))).toBe(at);
  });

  it('goes through the moves that are drawn, and through no others', () => {
    const one = begun([step('a')]);
    const from = {
      waiting: one,
      open: asked(one, 'a'),
      accepted: moved(asked(one, 'a'), 'a', 'accepted'),
      answered: moved(asked(one, 'a'), 'a', 'answered'),
      held: moved(asked(one, 'a'), 'a', 'held'),
    };
    const seen = new Set<string>();
    for (const [state, steps] of Object.entries(from)) {
      const next = (['accepted', 'answered', 'held'] as const).map((to) => moved(steps, 'a', to));
      if (readySteps(steps).length > 0) next.push(stepUnplaced(steps, 'a', at), asked(steps, 'a'));
      if (heldSince(steps) !== undefined) next.push(asked(steps, 'a'));
      for (const [after] of next) if (after!.state !== state) seen.add(`${state} ${after!.state}`);
    }
    expect([...seen].sort()).toEqual([...stepMoves].map((move) => `${move.from} ${move.to}`).sort());
  });

  it('late is who owes its answer behind its time, under the name of who has it now', () => {
    const [before, after] = [Date.parse(due) - 1, Date.parse(due) + 1];
    expect(lateUnits(threeAsked, before)).toEqual([]);
    let steps = moved(threeAsked, 'a', 'answered', { at: '2026-11-17T00:00:00.000Z' });
    steps = moved(steps, 'b', 'open', { late: true, unit: 'U-successor' });
    expect(lateUnits(steps, before)).toEqual(['U-successor']);
    expect(lateUnits(steps, after)).toEqual(['U-successor', 'U-c']);
    expect(steps.map((one) => isLate(one, after))).toEqual([false, true, true, false, false]);
    expect(moved(steps, 'b', 'open', { late: true, unit: 'U-successor' })).toBe(steps);
  });
});
