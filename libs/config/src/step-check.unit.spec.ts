import { checkSteps } from './step-check.js';

type Tree = Parameters<typeof checkSteps>[0];
const units = ['H44', 'H44.01', 'H44.02'].map((code) => ({ code, name: code }));
const a = { key: 'a', unit: 'H44.01', ask: 'x', workingDays: 1 };
const role = { role: 'land', for: 'H44', unit: 'H44.02' };
const found = (tree: Partial<Tree>): string[] =>
  checkSteps({ units, ...tree }).map((fault) => `${fault.pointer} ${fault.found}`);
const ofSteps = (...steps: Required<Tree>['procedures'][number]['steps']): string[] =>
  found({ procedures: [{ code: 'P', steps }], roles: [role] });

describe('steps of procedures', () => {
  it('with nothing wrong', () => {
    expect(found({})).toEqual([]);
    expect(ofSteps(a, { key: 'b', role: 'land', ask: 'x', workingHours: 8, after: ['a'] })).toEqual([]);
  });

  it.each([
    [{ ...a, unit: 'H99' }, '/procedures/0/steps/0/unit "H99"'],
    [{ key: 'a', role: 'tax', ask: 'x', workingDays: 1 }, '/procedures/0/steps/0/role "tax"'],
    [{ ...a, role: 'land' }, '/procedures/0/steps/0 both'],
    [{ key: 'a', ask: 'x', workingDays: 1 }, '/procedures/0/steps/0 neither'],
    [{ ...a, workingHours: 1 }, '/procedures/0/steps/0 both'],
    [{ key: 'a', unit: 'H44.01', ask: 'x' }, '/procedures/0/steps/0 neither'],
    [{ ...a, after: ['z'] }, '/procedures/0/steps/0/after/0 "z"'],
    [{ ...a, after: ['a'] }, '/procedures/0/steps/0/after a circle of steps that wait for each other'],
  ])('%j: %s', (step, fault) => {
    expect(ofSteps(step)).toEqual([fault]);
  });

  it('twice, in a circle of several, and of a procedure that stands twice', () => {
    expect(ofSteps(a, a)).toEqual(['/procedures/0/steps/1/key "a" a second time']);
    const circle = [a, { ...a, key: 'b', after: ['c'] }, { ...a, key: 'c', after: ['b'] }];
    expect(ofSteps(...circle)).toEqual(['/procedures/0/steps/1/after a circle of steps that wait for each other']);
    const procedures = [
      { code: 'P', steps: [a] },
      { code: 'P', steps: [a] },
    ];
    expect(found({ procedures })).toEqual(['/procedures/1/code "P" a second time']);
  });
});

describe('who plays a part', () => {
  const until = { ...role, validTo: '2026-07-01' };
  it.each([
    [[{ ...role, for: 'H9' }], ['/roles/0/for "H9"']],
    [[{ ...role, unit: 'H9' }], ['/roles/0/unit "H9"']],
    [[{ ...until, validFrom: '2026-07-01' }], ['/roles/0/validTo 2026-07-01']],
    [[role, { ...role, validFrom: '2026-07-01' }], ['/roles/1/role "land" for "H44" on days of roles[0] too']],
    [[until, { ...role, validFrom: '2026-07-01' }], []],
    [[role, { ...role, for: 'H44.01' }], []],
  ])('%j', (roles, faults) => {
    expect(found({ roles })).toEqual(faults);
  });
});
