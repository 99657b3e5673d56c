import { describeError } from './log.js';

it('an error is described without its message', () => {
  const told = JSON.stringify(
    describeError(Object.assign(new Error('of NGUYEN VAN A\n    at home'), { code: '22P02' })),
  );
  expect(told).toContain('22P02');
  expect(told).not.toContain('NGUYEN');
});
