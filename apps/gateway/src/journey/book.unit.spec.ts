import type { DossierContent } from '@lienthong/contracts';
import { sampleDossier } from '../testing/sample-dossier.js';
import { bookEntries, newEntries } from './book.js';
import { effectiveStatus } from './effective-status.js';
import type { DossierState } from './subject.js';

const heardAt = '2026-11-22T05:00:00.000Z';
const receivedAt = '2026-11-20T02:00:00.000Z';
type Before = Pick<DossierState, 'status' | 'effectiveStatus' | 'receivedAt' | 'returnedAt'>;
const entered = (change: Partial<DossierContent>, before?: Before, facts: DossierState['facts'] = {}) => {
  const content = sampleDossier(change);
  return bookEntries(content, { effectiveStatus: effectiveStatus(content, facts), facts }, before, heardAt);
};

describe('the book of receipts and returns', () => {
  it.each<[string, Partial<DossierContent>, object]>([
    ['a receipt as the agency states it', {}, { receivedAt }],
    ['a receipt without a day: when it was heard of', { receivedAt: null }, { receivedAt: heardAt }],
    ['what is only handed in is not received', { status: 'registered' }, {}],
    ['what is sent back at the counter is not received', { status: 'refused' }, {}],
    ['what was withdrawn before', { status: 'withdrawn', receivedAt: null }, {}],
    ['what was withdrawn after its receipt', { status: 'withdrawn' }, { receivedAt }],
    [
      'a return as the agency states it',
      { status: 'returned', returnedAt: '2026-11-21T08:00:00+07:00' },
      { receivedAt, returnedAt: '2026-11-21T01:00:00.000Z' },
    ],
    ['a return without a day', { status: 'returned' }, { receivedAt, returnedAt: heardAt }],
    [
      'an electronic result is returned with its completion',
      { status: 'completed', returnBy: 'electronic', finishedAt: '2026-11-21T08:00:00+07:00' },
      { receivedAt, returnedAt: '2026-11-21T01:00:00.000Z' },
    ],
    ['what is complete waits at the counter', { status: 'completed' }, { receivedAt }],
  ])('%s', (_, change, entries) => {
    expect(entered(change)).toEqual(entries);
  });

  it('what the post has delivered is returned when it was', () => {
    const delivered = { at: '2026-11-21T03:00:00.000Z', evidence: 'tracking' };
    expect(entered({ status: 'completed', returnBy: 'post' }, undefined, { delivered })).toEqual({
      ...{ receivedAt, returnedAt: delivered.at },
    });
  });

  it('an entry stays as it was entered', () => {
    const before = {
      status: 'returned',
      effectiveStatus: 'returned',
      receivedAt: '2026-01-01T00:00:00.000Z',
      returnedAt: '2026-01-02T00:00:00.000Z',
    } as const;
    expect(entered({ status: 'processing' }, before)).toEqual({
      receivedAt: before.receivedAt,
      returnedAt: before.returnedAt,
    });
  });

  it('what is recorded long afterwards is entered under no day that nobody stated', () => {
    const change = { receivedAt: null, status: 'returned' } as const;
    expect(
      bookEntries(sampleDossier(change), { effectiveStatus: 'returned', facts: {} }, undefined, undefined),
    ).toEqual({
      receivedAt: '2026-11-20T01:30:00.000Z',
    });
    // Nor by a later statement that repeats it.
    expect(entered(change, { status: 'returned', effectiveStatus: 'returned', receivedAt })).toEqual({ receivedAt });
  });

  it('a line tells of what is new with it, and whose it is', () => {
    expect(newEntries(undefined, { receivedAt, unit: 'H44.01' })).toEqual({ receivedAt, unit: 'H44.01' });
    expect(newEntries({ receivedAt }, { receivedAt, returnedAt: heardAt, unit: 'H44.01' })).toEqual({
      ...{ returnedAt: heardAt, unit: 'H44.01' },
    });
    expect(newEntries({ receivedAt }, { receivedAt, unit: 'H44.01' })).toEqual({});
  });
});
