import { readingsOf } from './readings.js';

const asked = (reading: string, operator = 'an') => ({ reading, operator, at: '2026-11-22T01:00:00.000Z' });
const told = (reading: string, result: 'handled' | 'stillUnreadable' | 'notReadable', reason?: string) => ({
  ...{ reading, result, at: '2026-11-22T01:00:05.000Z' },
  ...(reason === undefined ? {} : { reason }),
});

describe('readings of a row that nobody could read', () => {
  it('none', () => {
    expect(readingsOf([])).toEqual({ state: 'unreadable', readings: [], notReadable: false });
  });
  it('asked for, by two, and not answered', () => {
    expect(readingsOf([asked('r1'), asked('r1', 'binh')])).toMatchObject({
      ...{ state: 'asked', open: 'r1' },
      readings: [
        { by: 'an', result: 'asked' },
        { by: 'binh', result: 'asked' },
      ],
    });
  });
  it('answered, twice over: it can be asked for anew', () => {
    const no = told('r1', 'stillUnreadable', 'post-office.timeMalformed');
    const seen = readingsOf([asked('r1'), no, no]);
    expect(seen).toMatchObject({ state: 'unreadable', readings: [{ result: 'stillUnreadable', reason: no.reason }] });
    expect(seen.open).toBeUndefined();
  });
  it('handled once is handled, whatever comes behind it', () => {
    const seen = readingsOf([asked('r1'), told('r1', 'handled'), asked('r2')]);
    expect(seen).toMatchObject({ state: 'handled', readings: [{ result: 'handled' }, { result: 'asked' }] });
    expect(seen.open).toBeUndefined();
  });
  it('not for the connectors to read', () => {
    expect(readingsOf([asked('r1'), told('r1', 'notReadable', 'row.notReadAlone')])).toMatchObject({
      notReadable: true,
    });
  });
});
