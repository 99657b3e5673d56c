import { faultOf } from './fault-of.js';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('faultOf', () => {
  test('name and code, never the text', () => {
    expect(faultOf(coded('23505'))).toBe('Error 23505');
    expect(faultOf(Object.assign(new Error('secret'), { name: 'a name with the applicant in it' }))).toBe('Error');
    expect(faultOf('secret')).toBe('string');
  });
});
