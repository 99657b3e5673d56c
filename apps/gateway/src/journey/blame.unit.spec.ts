import { vietNam } from '@lienthong/statutory-clock';
import { blameTotals } from './blame-totals.js';
import { blameTurns, type RecordedLine } from './blame.js';

const local = (at: string): string => new Date(`${at.replace(' ', 'T')}:00+07:00`).toISOString();
const line = (at: string, kind: string, args: RecordedLine['args'] = {}, more: object = {}): RecordedLine => ({
  ...{ at: local(at), kind, by: 'x', args },
  ...more,
});
const stated = (at: string, effectiveStatus: string) => line(at, 'dossier.accepted', { effectiveStatus });
const handover = (at: string, what: string, id: string, to: string, due: string) =>
  line(at, `handover.${what}`, { handover: id, to, dueAt: local(due) });
const exchange = (at: string, what: string, partner: string) =>
  line(at, `exchange.${what}`, { partner, operation: 'syncDossier', number: 1 }, { exchange: 'e1' });

const facts = {
  unit: 'Tư pháp',
  dueAt: local('2026-11-30 17:00'),
  tells: (partner: string) => partner === 'dvc-portal',
};
const shown = (lines: readonly RecordedLine[]) =>
  blameTurns(lines, facts).map(({ who, name, since }) => [since, who, name ?? '']);

const story = [
  stated('2026-11-16 08:00', 'received'),
  handover('2026-11-16 09:00', 'sent', 'h1', 'Kế hoạch', '2026-11-17 09:00'),
  handover('2026-11-16 09:00', 'sent', 'h2', 'Tài chính', '2026-11-18 09:00'),
  handover('2026-11-16 10:00', 'accepted', 'h1', 'Kế hoạch', '2026-11-17 09:00'),
  handover('2026-11-17 10:00', 'answered', 'h1', 'Kế hoạch', '2026-11-17 09:00'),
  handover('2026-11-17 14:00', 'refused', 'h2', 'Tài chính', '2026-11-18 09:00'),
  stated('2026-11-17 16:00', 'supplementRequested'),
  stated('2026-11-18 08:00', 'processing'),
  exchange('2026-11-18 09:00', 'parked', 'emc'),
  exchange('2026-11-18 10:00', 'parked', 'dvc-portal'),
  exchange('2026-11-18 11:00', 'superseded', 'dvc-portal'),
  stated('2026-11-18 14:00', 'completed'),
  line('2026-11-18 15:00', 'dossier.booked', { returnedAt: local('2026-11-18 15:00') }),
];

describe('who had a dossier, from its recorded lines', () => {
  it('owner, the units it was handed to, applicant, gateway, and nobody at the end', () => {
    expect(shown(story)).toEqual([
      [local('2026-11-16 08:00'), 'agency', 'Tư pháp'],
      [local('2026-11-16 09:00'), 'unit', 'Kế hoạch'],
      [local('2026-11-17 10:00'), 'unit', 'Tài chính'],
      [local('2026-11-17 14:00'), 'agency', 'Tư pháp'],
      [local('2026-11-17 16:00'), 'applicant', ''],
      [local('2026-11-18 08:00'), 'agency', 'Tư pháp'],
      [local('2026-11-18 10:00'), 'gateway', ''],
      [local('2026-11-18 11:00'), 'agency', 'Tư pháp'],
      [local('2026-11-18 14:00'), 'applicant', ''],
      [local('2026-11-18 15:00'), 'nobody', ''],
    ]);
  });

  it("a payment that waits for its turn is our time until the turn has come; one that has none is the applicant's", () => {
    const payment = (at: string, what: string, id: string, args: RecordedLine['args'] = {}) =>
      line(at, `payment.${what}`, { payment: id, ...args });
    const [first, second] = [{ eta: local('2026-11-18 09:01') }, { eta: local('2026-11-19 09:01') }];
    const lines = [
      stated('2026-11-16 08:00', 'paymentRequested'),
      payment('2026-11-16 09:00', 'opened', 'p2', second),
      payment('2026-11-16 10:00', 'opened', 'p1', first),
      payment('2026-11-16 11:00', 'cancelled', 'p1'),
      payment('2026-11-16 12:00', 'opened', 'p3'),
      payment('2026-11-16 13:00', 'expired', 'p3'),
      payment('2026-11-19 09:00', 'released', 'p2'),
      payment('2026-11-19 10:00', 'settled', 'p2'),
    ];
    expect(blameTurns(lines, facts).map(({ since, who, target }) => [since, who, target])).toEqual([
      [local('2026-11-16 08:00'), 'applicant', facts.dueAt],
      [local('2026-11-16 09:00'), 'gateway', second.eta],
      [local('2026-11-16 10:00'), 'gateway', first.eta],
      [local('2026-11-16 11:00'), 'gateway', second.eta],
      [local('2026-11-16 12:00'), 'applicant', facts.dueAt],
      [local('2026-11-16 13:00'), 'gateway', second.eta],
      [local('2026-11-19 09:00'), 'applicant', facts.dueAt],
    ]);
  });

  it("the way through another hub is not the far unit's time, and a unit that takes over has its own", () => {
    const due = '2026-11-17 09:00';
    const lines = [
      stated('2026-11-16 08:00', 'processing'),
      handover('2026-11-16 09:00', 'sent', 'h1', 'Hộ tịch', due),
      handover('2026-11-16 10:00', 'arrived', 'h1', 'Hộ tịch', due),
      handover('2026-11-16 11:00', 'rerouted', 'h1', 'Kế hoạch', due),
    ];
    expect(shown(lines).slice(1)).toEqual([
      [local('2026-11-16 09:00'), 'partner', 'lgsp-exchange'],
      [local('2026-11-16 10:00'), 'unit', 'Hộ tịch'],
      [local('2026-11-16 11:00'), 'unit', 'Kế hoạch'],
    ]);
  });

  it("a step that nobody answers is its own unit's time, whoever else has been asked, until it asks anew", () => {
    const due = '2026-11-20 09:00';
    const ofStep = (at: string, what: string, id: string, to: string, step: string) => {
      const one = handover(at, what, id, to, due);
      return { ...one, args: { ...one.args, step } };
    };
    const lines = [
      stated('2026-11-16 08:00', 'processing'),
      ofStep('2026-11-16 08:00', 'sent', 'h1', 'Kế hoạch', 'a'),
      ofStep('2026-11-16 08:00', 'sent', 'h2', 'Tài chính', 'b'),
      ofStep('2026-11-16 09:00', 'refused', 'h1', 'Kế hoạch', 'a'),
      line('2026-11-16 09:00', 'steps.held', { step: 'a' }),
      ofStep('2026-11-16 10:00', 'sent', 'h3', 'Xây dựng', 'a'),
    ];
    const turns = shown(lines).map(([since, who]) => [since, who]);
    expect(turns.slice(-2)).toEqual([
      [local('2026-11-16 09:00'), 'agency'],
      [local('2026-11-16 10:00'), 'unit'],
    ]);
  });

  it('the totals are those of asking who has it in every minute', () => {
    const until = Date.parse(local('2026-11-19 08:00'));
    const minutes = new Map<string, number>();
    for (let at = Date.parse(story[0]!.at); at < until; at += 60_000) {
      const known = story.filter((one) => Date.parse(one.at) <= at);
      const { who, name = '' } = blameTurns(known, facts).at(-1)!;
      minutes.set(`${who}/${name}`, (minutes.get(`${who}/${name}`) ?? 0) + 1);
    }
    const totals = blameTotals(blameTurns(story, facts), until, vietNam());
    expect(new Map(totals.map(({ who, name = '', wallMinutes }) => [`${who}/${name}`, wallMinutes]))).toEqual(minutes);
    // 25 hours on the clock, 9 of them at work (from 9:00, and again from 9:00 to 10:00), one behind its date.
    expect(totals[1]).toEqual({
      ...{ who: 'unit', name: 'Kế hoạch' },
      ...{ wallMinutes: 1500, workingMinutes: 540, lateMinutes: 60 },
    });
  });

  it('who has ended is waited for by nobody but partners that have not heard of it', () => {
    const starts = { partner: 'dvc-portal', operation: 'syncDossier', number: 1 };
    const ends = line(
      '2026-11-16 08:00',
      'dossier.accepted',
      { effectiveStatus: 'withdrawn' },
      { exchange: 'e1', starts },
    );
    expect(shown([ends])).toEqual([[ends.at, 'partner', 'dvc-portal']]);
    expect(shown([ends, exchange('2026-11-16 09:00', 'superseded', 'dvc-portal')]).at(-1)).toEqual([
      ...[local('2026-11-16 09:00'), 'nobody', ''],
    ]);
  });

  it('in years that the calendar does not know only the clock is told', () => {
    const turns = [{ who: 'agency' as const, since: '1999-01-01T00:00:00Z' }];
    const totals = blameTotals(turns, Date.parse('1999-01-01T01:00:00Z'), vietNam());
    expect(totals).toEqual([{ who: 'agency', wallMinutes: 60 }]);
  });
});
