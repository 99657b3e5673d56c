import { seededRandom, seedOf, shuffled, weighted, type Random } from '../support/random.ts';

/** What is said about one dossier, in order: the n-th revision or the n-th step. */
export interface Act {
  readonly kind: 'revision' | 'step';
  /** From 1. */
  readonly number: number;
  /** Milliseconds after the one before was accepted. */
  readonly pauseMs: number;
}

/** What is known beforehand to be refused of a dossier. */
export type Refused = 'sync' | 'progress' | 'reserve' | 'note';

export interface Story {
  readonly code: string;
  readonly index: number;
  readonly refused: Refused | undefined;
  readonly acts: readonly Act[];
}

/** Everything one dossier goes through, from nothing but the seed and its number. */
export function storyOf(seed: number, index: number): Story {
  const random = seededRandom(seedOf(seed, index));
  const revisions = 1 + weighted(random, [30, 35, 25, 10]);
  const steps = weighted(random, [40, 35, 15, 10]);
  const refused = refusedOf(index);
  // Refusals of steps need steps.
  const added = refused === 'progress' || refused === 'note' ? Math.max(2, steps) : steps;
  const later = shuffled<Act['kind']>(random, [
    ...Array.from({ length: revisions - 1 }, () => 'revision' as const),
    ...Array.from({ length: added }, () => 'step' as const),
  ]);
  const counts = { revision: 0, step: 0 };
  const acts = (['revision', ...later] as const).map((kind) => {
    counts[kind] += 1;
    return { kind, number: counts[kind], pauseMs: pauseOf(random) };
  });
  return { code: `H44.01-K${seed}-${String(index).padStart(6, '0')}`, index, refused, acts };
}

/** Half of them at once, so that numbers of a lane meet; the others within a second. */
const pauseOf = (random: Random): number => (random() < 0.5 ? 0 : Math.round(random() * 1000));

/** Rare at the portal, whose situations by key are few; the reference partner is told in the content. */
function refusedOf(index: number): Refused | undefined {
  if (index % 200 === 7) return 'sync';
  if (index % 200 === 107) return 'progress';
  if (index % 40 === 17) return 'reserve';
  if (index % 40 === 27) return 'note';
  return undefined;
}

const statuses = ['received', 'processing', 'paymentRequested', 'processing'] as const;

/** The dossier as its agency states it at a revision; every revision says something else. */
export function contentOf({ code, index, refused }: Story, revision: number) {
  const status = statuses[(revision - 1) % statuses.length]!;
  return {
    revision,
    procedure: { code: '1.003560', name: 'Thủ tục mẫu', serviceLevel: 'full' },
    field: { code: 'LV01', name: 'Lĩnh vực mẫu' },
    unit: 'H44.01',
    origin: 'desk',
    channel: 'online',
    status,
    receiptNumber: `BN-${revision}`,
    applicant: {
      kind: 'citizen',
      name: 'NGUYEN VAN MAU',
      personalNumber: '000099000000',
      phone: '0900000000',
      address: { provinceCode: '25', communeCode: '08000', line: 'số 1 đường Mẫu' },
    },
    submittedAt: '2026-11-20T08:30:00+07:00',
    receivedAt: '2026-11-20T09:00:00+07:00',
    dueAt: `2026-12-${String(1 + (index % 28)).padStart(2, '0')}T17:00:00+07:00`,
    returnBy: 'counter',
    summary: summaryOf(code, revision, refused),
    fees: [{ code: 'LP01', name: 'Lệ phí', amount: 50_000 + revision, kind: 'charge', collectAt: 'reception' }],
  };
}

/** Carries the code and revision to the portal, and to the reference partner what it is to refuse. */
export const summaryOf = (code: string, revision: number, refused: Refused | undefined): string =>
  `${code} lần ${revision}${refused === 'reserve' ? ' [refuse reserve]' : ''}`;

export function stepOf({ code, refused }: Story, number: number) {
  const second = String(number % 60).padStart(2, '0');
  return {
    key: `step-${number}`,
    by: 'LE VAN MAU',
    position: 'chuyên viên',
    department: 'Phòng mẫu',
    content: `${code} bước ${number}${refused === 'note' && number === 1 ? ' [refuse note]' : ''}`,
    status: 'processing',
    at: `2026-11-21T09:00:${second}+07:00`,
  };
}

/** Every second step is posted to the reference partner, by a rule that the plan can follow too. */
export const isPosted = (stepKey: string): boolean => Number(/\d+$/.exec(stepKey)?.[0] ?? 0) % 2 === 1;
