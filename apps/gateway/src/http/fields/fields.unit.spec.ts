import fc from 'fast-check';
import { inVietnam } from '@lienthong/contracts';
import { faultMessage, faultMessages } from './faults.messages.js';
import { timesInVietnam } from './times.js';
import { parseTimestamp } from './timestamp.js';

describe('times', () => {
  it('reads what Date writes, to the millisecond, at any offset', () => {
    const instants = fc.date({ min: new Date('1900-01-02'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const two = (value: number): string => String(value).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
        expect(parseTimestamp(local + zone)).toBe(date.getTime());
      }),
    );
  });
  it('writes +07:00, which reads back as the same instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1901-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parseTimestamp(inVietnam(date.getTime()))).toBe(date.getTime());
        },
      ),
    );
    expect(inVietnam(Date.UTC(2026, 10, 20, 18, 0, 0))).toBe('2026-11-21T01:00:00+07:00');
  });
  it.each([
    ['2024-02-29T00:00:00Z', true],
    ['2025-02-29T00:00:00Z', false],
    ['2100-02-29T00:00:00Z', false],
    ['2026-04-31T00:00:00Z', false],
    ['2026-11-20T23:59:59.999999999+07:00', true],
    ['2026-11-20 08:30:00+07:00', false],
    ['2026-11-20T08:30:00+0700', false],
    ['2026-11-20T08:30:00.+07:00', false],
    [' 2026-11-20T08:30:00Z', false],
    // Whatever is taken in can be shown with four digits of the year, in Vietnam.
    ['9999-12-31T16:59:59Z', true],
    ['9999-12-31T17:00:00Z', false],
    ['9999-12-31T23:59:59-12:00', false],
    ['1899-12-31T17:00:00Z', true],
    ['1899-12-31T16:59:59.999Z', false],
    ['0050-01-01T00:00:00Z', false],
  ])('%s: %s', (text, exists) => expect(parseTimestamp(text) !== undefined).toBe(exists));

  it('only fields that are times are rewritten', () => {
    const value = {
      at: '2026-11-20T01:00:00Z',
      content: '2026-11-20T01:00:00Z',
      items: [{ dueAt: null, target: 'nobody' }],
      gone: undefined,
    };
    expect(timesInVietnam(value)).toEqual({
      at: '2026-11-20T08:00:00+07:00',
      content: '2026-11-20T01:00:00Z',
      items: [{ dueAt: null, target: 'nobody' }],
    });
  });
});

describe('sentences', () => {
  it.each(Object.entries(faultMessages))('%s is Vietnamese and names no value', (_, sentence) => {
    expect(sentence).toMatch(/[^ -~]/);
    expect(sentence.replace(/\{(max|min|allowed|key)\}/g, '')).not.toContain('{');
  });
  it('filled in', () => expect(faultMessage('text.tooLong', { max: 500 })).toBe('Chuỗi dài quá giới hạn 500 ký tự.'));
});
