import { describeDefect } from './defect.js';

describe('what is told of a defect', () => {
  it('is its name and where it arose, never its message', () => {
    const defect = describeDefect(new RangeError('Nguyen Van A, 012345678901'));
    expect(defect.kind).toBe('RangeError');
    expect(defect.at[0]).toContain('defect.unit.spec.ts');
    expect(JSON.stringify(defect)).not.toContain('Nguyen');
  });

  it('takes no line of a message for a frame', () => {
    const error = new Error('first line\n    at Nguyen Van A:1:2\n    at home');
    expect(describeDefect(error).at.filter((frame) => /Nguyen|home/.test(frame))).toEqual([]);
    error.message = 'another since';
    expect(describeDefect(error).at.filter((frame) => /Nguyen|home/.test(frame))).toEqual([]);
  });

  it('holds nothing of a value that is no error', () => {
    expect(describeDefect('Nguyen Van A')).toEqual({ kind: 'string', at: [] });
    expect(describeDefect(undefined)).toEqual({ kind: 'undefined', at: [] });
  });
});
