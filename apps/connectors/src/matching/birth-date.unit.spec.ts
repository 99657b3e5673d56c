import { birthDateOf, compareBirthDates, heldBirthDateOf, writtenBirthDate, yearOf } from './birth-date.js';

describe('dates of birth', () => {
  it.each([
    ['1999-01-01', '19990101', 'same'],
    ['1999', '19990101', 'yearOnly'],
    ['1999-01-01', '19990000', 'yearOnly'],
    ['1999-01-01', '19990100', 'yearOnly'],
    ['1999', '19990000', 'same'],
    ['1999-03-04', '19990403', 'dayAndMonthSwapped'],
    ['1999-01-02', '19990101', 'different'],
    ['1998', '19990101', 'different'],
    ['1998-01-01', '19990000', 'different'],
  ] as const)('%s against %s: %s', (claimed, held, expected) =>
    expect(compareBirthDates(birthDateOf(claimed)!, heldBirthDateOf(held)!)).toBe(expected),
  );

  it.each(['1999-02-29', '1999-13-01', '1999-1-1', '19990101', '0099-01-01', '1999-01', 'x', ''])(
    '%s is no date',
    (text) => expect(birthDateOf(text)).toBeUndefined(),
  );
  it.each(['19990229', '19991301', '1999010', '199901011', '19990001', '1999-01-01', ''])(
    'the base cannot mean %s',
    (text) => expect(heldBirthDateOf(text)).toBeUndefined(),
  );
  it('a leap day is a day, and is written as it was claimed', () => {
    expect(writtenBirthDate(birthDateOf('2000-02-29')!)).toBe('2000-02-29');
    expect(writtenBirthDate(yearOf('2000')!)).toBe('2000');
  });
});
