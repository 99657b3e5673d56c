import { describeError } from './describe-error.js';

describe('what is told of an error', () => {
  it('is its name, its code and where it arose, never its message', () => {
    const told = describeError(Object.assign(new RangeError('Nguyen Van A, 012345678901'), { code: '22P02' }));
    expect(told).toMatchObject({ kind: 'RangeError', code: '22P02' });
    expect(told.at[0]).toContain('describe-error.unit.spec.ts');
    expect(JSON.stringify(told)).not.toContain('Nguyen');
  });

  it('takes no line of a message for a frame, however much it looks like one', () => {
    const told = describeError(new Error('first line\n    at Nguyen Van A (/opt/nguyen/a.ts:1:2)\n    at home'));
    expect(JSON.stringify(told)).not.toMatch(/nguyen|home/i);
    expect(told.at[0]).toContain('describe-error.unit.spec.ts');
  });

  it('takes no line of a message that was changed since for a frame', () => {
    const error = new Error('first line\n    at Nguyen Van A:1:2\n    at home');
    expect(error.stack).toContain('Nguyen');
    error.message = 'another since';
    expect(describeError(error).at.filter((frame) => /Nguyen|home/.test(frame))).toEqual([]);
  });

  it('tells where a promise was awaited', async () => {
    const fails = async (): Promise<never> => {
      await Promise.resolve();
      throw new Error('x');
    };
    const error = await fails().then(undefined, (cause: unknown) => cause);
    expect(describeError(error).at[0]).toContain('describe-error.unit.spec.ts');
  });

  it('holds nothing of a value that is no error', () => {
    expect(describeError('Nguyen Van A')).toEqual({ kind: 'string', at: [] });
    expect(describeError(undefined)).toEqual({ kind: 'undefined', at: [] });
  });
});
