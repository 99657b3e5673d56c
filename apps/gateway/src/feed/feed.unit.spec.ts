import { CheckBook } from '../identity/pipeline/check-book.js';
import type { StoredCheck } from '../identity/pipeline/stored.js';
import { endedOnFeed } from '../identity/pipeline/tell.js';
import type { EventDraft } from '../journey/draft.js';
import type { DossierState } from '../journey/subject.js';
import { FeedWatch } from './feed-watch.js';
import { concerns, type Concerned, type FeedReader } from './rules/concerns.js';
import { dossierMoved } from './rules/dossier-moved.js';
import { portionFor } from './rules/portion.js';
import { toldByLine } from './rules/told-by-line.js';
import { beginning, isBefore, placeOf, placeText, type FeedPlace } from './store/place.js';
import type { FeedEvent } from './store/read-feed.js';

const at = '2026-11-22T01:00:00.000Z';
const reader: FeedReader = { client: 'justice', units: new Set(['H44.01']) };

describe('whom an event concerns', () => {
  const owned: Concerned = { unit: 'H44.01', owner: 'H44.01', receivers: [], handedTo: [] };
  const elsewhere: Concerned = { ...owned, unit: 'H44.02', owner: 'H44.02' };
  it.each<[string, Concerned, boolean]>([
    ['the unit of the dossier', owned, true],
    ['another unit', elsewhere, false],
    ['who has passed the dossier on', { ...owned, owner: 'H44.02' }, false],
    ['who got the dossier later', { ...elsewhere, owner: 'H44.01' }, false],
    ['who was handed it and owes the answer', { ...elsewhere, receivers: ['H44.01'], handedTo: ['H44.01'] }, true],
    ['who was handed it and has answered', { ...elsewhere, receivers: ['H44.01'] }, false],
    ['who was handed it only afterwards', { ...elsewhere, handedTo: ['H44.01'] }, false],
    ['the receiver of the handover that it is about', { ...elsewhere, handoverTo: 'H44.01' }, true],
    [
      'the receiver of one that is about no dossier of ours',
      { receivers: [], handedTo: [], handoverTo: 'H44.01' },
      true,
    ],
    ['nobody else', { receivers: [], handedTo: [], handoverTo: 'H44.02' }, false],
    ['who asked without a dossier', { client: 'justice', receivers: [], handedTo: [] }, true],
    ['another client than asked', { client: 'finance', receivers: [], handedTo: [] }, false],
  ])('%s', (_, concerned, does) => expect(concerns(concerned, reader)).toBe(does));
});

describe('what a line of a timeline is worth', () => {
  const line = (kind: string, args: EventDraft['args'] = {}, more: Partial<EventDraft> = {}): EventDraft => ({
    ...{ at, kind, by: 'x', exchange: 'e-1', args },
    ...more,
  });
  const sync = { partner: 'dvc-portal', operation: 'syncDossier' };
  const handed = { handover: 'h-1', handed: 'request', from: 'A', to: 'B', dueAt: at };
  const paid = { payment: 'p-1', reference: 'R', amount: 5 };
  const cases: readonly (readonly [string, EventDraft, string?, object?])[] = [
    [
      'a dossier that the portal has',
      line('exchange.settled', sync, { outcome: 'done' }),
      'dossier.synced',
      { exchange: 'e-1' },
    ],
    ['a dossier that it refused', line('exchange.settled', sync, { outcome: 'refused' }), undefined],
    ['a step', line('exchange.settled', { ...sync, operation: 'addProgress' }, { outcome: 'done' }), undefined],
    [
      ...([
        'an exchange that waits for a person',
        line('exchange.parked', { ...sync, cause: 'c', number: 3 }),
      ] as const),
      ...(['exchange.parked', { exchange: 'e-1', ...sync, cause: 'c' }] as const),
    ],
    ['a handover', line('handover.sent', handed), 'handover.received', { handover: 'h-1', kind: 'request', dueAt: at }],
    [
      'to its successor',
      line('handover.rerouted', handed),
      'handover.received',
      { handover: 'h-1', kind: 'request', dueAt: at },
    ],
    [
      'an answer',
      line('handover.answered', handed),
      'handover.answered',
      { handover: 'h-1', kind: 'request', state: 'answered' },
    ],
    [
      'a no',
      line('handover.refused', handed),
      'handover.answered',
      { handover: 'h-1', kind: 'request', state: 'refused' },
    ],
    [
      'back to who asked',
      line('handover.fellBack', handed),
      'handover.answered',
      { handover: 'h-1', kind: 'request', state: 'refused' },
    ],
    [
      'one that never got to the other hub',
      line('handover.notCarried', handed),
      'handover.answered',
      { handover: 'h-1', kind: 'request', state: 'refused' },
    ],
    [
      'one that was taken back',
      line('handover.withdrawn', handed),
      'handover.withdrawn',
      { handover: 'h-1', kind: 'request' },
    ],
    ['one that was taken', line('handover.accepted', handed), undefined],
    [
      'money that came',
      line('payment.settled', { ...paid, late: 0 }),
      'payment.settled',
      { payment: 'p-1', reference: 'R', late: 0 },
    ],
    ...['doubted', 'refundDue', 'reversedAfterUse', 'disagreement'].map(
      (why) =>
        [why, line(`payment.${why}`, paid), 'payment.needsAttention', { payment: 'p-1', reference: 'R', why }] as [
          string,
          EventDraft,
          string,
          object,
        ],
    ),
    ['a part of it', line('payment.credited', paid), undefined],
    [
      ...([
        'a parcel',
        line('delivery.inTransit', { delivery: 'd-1', reference: 'R', direction: 'return', state: 'inTransit' }),
      ] as const),
      ...(['delivery.updated', { delivery: 'd-1', direction: 'return', state: 'inTransit' }] as const),
    ],
    ['a parcel that nobody ordered', line('delivery.notOrdered', { missing: 'phone' }), undefined],
    ['anything else', line('step.accepted'), undefined],
  ];
  it.each(cases.map(([what, given, type, data]) => ({ what, given, type, data })))('$what', ({ given, type, data }) => {
    const told = toldByLine(given);
    expect([told?.type, told?.data]).toEqual([type, data]);
    if (told) expect([told.at, told.handover]).toEqual([at, given.kind.startsWith('handover.') ? 'h-1' : undefined]);
  });
});

describe('a dossier', () => {
  const state = (effectiveStatus: string, revision = 1) => ({ effectiveStatus, revision }) as DossierState;
  it('that is new, that stands elsewhere, that stands where it stood', () => {
    expect(dossierMoved(undefined, state('received'), at)).toMatchObject({ type: 'dossier.submitted' });
    expect(dossierMoved(state('received'), state('processing', 2), at)).toEqual({
      ...{ type: 'dossier.statusChanged', at },
      data: { revision: 2, from: 'received', status: 'processing' },
    });
    expect(dossierMoved(state('received'), state('received', 2), at)).toBeUndefined();
    expect(dossierMoved(undefined, undefined, at)).toBeUndefined();
  });
});

it('a check is told once, when everybody who was asked has answered or one has refused', () => {
  const check = (state: string, dossier?: string) =>
    ({ id: 'c-1', state, changedAt: at, ...(dossier ? { dossier } : {}) }) as unknown as StoredCheck;
  const book = new CheckBook();
  book.put(check('pending'));
  book.put(check('parked'));
  expect(book.ended).toEqual([]);
  book.put(check('done', 'D-1'));
  book.put(check('done', 'D-1'));
  expect(book.ended.map(endedOnFeed)).toEqual([
    { type: 'citizenCheck.completed', at, subject: 'D-1', data: { check: 'c-1', state: 'done' } },
  ]);
  expect(endedOnFeed(check('refused')).subject).toBe('citizenCheck:c-1');
});

const place = (text: string): FeedPlace => placeOf(text)!;

it('places follow each other by era, turn and number', () => {
  const inOrder = ['0.0.0', '0.5.9', '0.6.1', '0.6.2', '0.10.1', '1.2.1'];
  for (const [one, text] of inOrder.entries()) {
    expect(placeText(place(text))).toBe(text);
    for (const [other, later] of inOrder.entries()) expect(isBefore(place(text), place(later))).toBe(one < other);
  }
  for (const text of ['', '1.2', '1.2.3.4', '-1.2.3', '1.2.x', `1.${'9'.repeat(16)}.1`])
    expect(placeOf(text)).toBeUndefined();
});

const event = (text: string, unit = 'H44.01'): FeedEvent => ({
  ...{ place: place(text), at, type: 'dossier.synced', subject: text, data: {} },
  concerned: { unit, owner: unit, receivers: [], handedTo: [] },
});

it('a portion passes by what is for others, and stops where it is full', () => {
  const events = [event('0.1.1'), event('0.1.2', 'X'), event('0.2.3'), event('0.2.4', 'X'), event('0.3.5')];
  const found = (from: string, limit: number) => {
    const { events: own, place: reached } = portionFor(events, { reader, place: place(from), limit });
    return [...own.map(({ subject }) => subject), placeText(reached)];
  };
  expect(found('0.0.0', 1)).toEqual(['0.1.1', '0.1.1']);
  expect(found('0.1.2', 1)).toEqual(['0.2.3', '0.2.3']);
  expect(found('0.0.0', 9)).toEqual(['0.1.1', '0.2.3', '0.3.5', '0.3.5']);
  expect(found('0.3.5', 9)).toEqual(['0.3.5']);
});

describe('all who wait', () => {
  it('share one query, from the place of whoever is furthest behind; nobody waits, nobody asks', async () => {
    const asked: string[] = [];
    let there: readonly FeedEvent[] = [];
    const watch = new FeedWatch({
      everyMillis: 1,
      read: (after) => {
        asked.push(placeText(after));
        return Promise.resolve(there.filter((one) => isBefore(after, one.place)));
      },
    });
    const wait = (from: string, who = reader) => watch.waitFor(who, { place: place(from), limit: 9, millis: 60_000 });
    const other: FeedReader = { client: 'x', units: new Set(['X']) };
    const waiting = [wait('0.2.2'), wait('0.1.1'), wait('0.3.3', other)];
    while (asked.length < 2) await new Promise(setImmediate);
    expect(new Set(asked)).toEqual(new Set(['0.1.1']));
    there = [event('0.2.2'), event('0.4.4')];
    expect((await waiting[0])!.events.map(({ subject }) => subject)).toEqual(['0.4.4']);
    expect((await waiting[1])!.events.map(({ subject }) => subject)).toEqual(['0.2.2', '0.4.4']);
    there = [event('0.5.5', 'X')];
    expect(placeText((await waiting[2])!.place)).toBe('0.5.5');
    const before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toHaveLength(before);
    watch.close();
  });

  it('outlive a store that is away for a while', async () => {
    let away = true;
    const watch = new FeedWatch({
      everyMillis: 1,
      read: () => {
        if (!away) return Promise.resolve([event('0.1.1')]);
        away = false;
        return Promise.reject(new Error('away'));
      },
    });
    const found = await watch.waitFor(reader, { place: beginning, limit: 1, millis: 60_000 });
    expect(found.events).toHaveLength(1);
    watch.close();
  });
});
