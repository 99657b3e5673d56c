import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

type Answers = Readonly<Record<string, unknown>>;
type Compare = (scene: object, done: object) => Promise<void>;

const code = 'H44.01-1';
const inStep = Object.fromEntries(['portal', 'payment', 'emc'].map((name) => [name, { state: 'inStep' }]));
const api: Answers = {
  [`/v1/dossiers/${code}`]: { effectiveStatus: 'returned', partners: inStep },
  '/v1/payments/p1': { credits: [{}], reference: 'REF1', amount: 50_000 },
  [`/v1/exchanges?subject=${code}&partner=emc&limit=200`]: { items: [{}, {}] },
  '/v1/inbox/h1': { state: 'answered' },
};
const sandbox: Answers = {
  [`/journal/state/dvc-portal/${code}`]: { record: { TrangThaiHoSo: '10', DuocThanhToanTrucTuyen: '2' }, progress: [] },
  '/bank/transfers?limit=200': { items: [{ text: 'x REF1 y', amount: 50_000 }] },
  '/post-office/orders': { items: [{ orderNumber: code }] },
  [`/emc/counts/${code}`]: { items: [1, 3].map((status) => ({ status: String(status), count: 1 })) },
};

/** What stands at the end of the demo: a system that says something else is named. */
describe('the books of the demo', () => {
  let compareBooks: Compare;
  beforeAll(async () => {
    const url = pathToFileURL(resolve('scripts/lib/demo/books.mjs')).href;
    ({ compareBooks } = (await import(url)) as { compareBooks: Compare });
  });

  const compare = (change: { api?: Answers; sandbox?: Answers; steps?: number } = {}): Promise<void> => {
    const from = (answers: Answers) => (_method: string, path: string) => Promise.resolve(answers[path]);
    const said = (text: string): string => text;
    const scene = {
      ...{ api: from({ ...api, ...change.api }), sandbox: from({ ...sandbox, ...change.sandbox }) },
      ...{ code, steps: change.steps ?? 0, signal: new AbortController().signal, patienceMillis: -1 },
      screen: { good: said, bad: said, print: () => undefined },
    };
    return compareBooks(scene, { payment: { id: 'p1' }, handover: 'h1', parcel: { reference: code } });
  };

  it('agree', async () => {
    await expect(compare()).resolves.toBeUndefined();
  });

  const dossier = `/v1/dossiers/${code}`;
  const portal = `/journal/state/dvc-portal/${code}`;
  it.each([
    ['gateway', { api: { [dossier]: { effectiveStatus: 'completed', partners: inStep } } }],
    [
      'its partners',
      { api: { [dossier]: { effectiveStatus: 'returned', partners: { ...inStep, emc: { state: 'parked' } } } } },
    ],
    [
      'portal',
      { sandbox: { [portal]: { record: { TrangThaiHoSo: '9', DuocThanhToanTrucTuyen: '2' }, progress: [] } } },
    ],
    [
      'portal',
      { sandbox: { [portal]: { record: { TrangThaiHoSo: '10', DuocThanhToanTrucTuyen: '3' }, progress: [] } } },
    ],
    ['its steps', { steps: 1 }],
    ['bank', { sandbox: { '/bank/transfers?limit=200': { items: [] } } }],
    ['the fee', { api: { '/v1/payments/p1': { credits: [{}, {}], reference: 'REF1', amount: 50_000 } } }],
    ['other agency', { api: { '/v1/inbox/h1': { state: 'accepted' } } }],
    ['post', { sandbox: { '/post-office/orders': { items: [{ orderNumber: code }, { orderNumber: code }] } } }],
    ['monitor (EMC)', { sandbox: { [`/emc/counts/${code}`]: { items: [{ status: '3', count: 1 }] } } }],
    ['monitor (EMC)', { sandbox: { [`/emc/counts/${code}`]: { items: [{ status: '2', count: 2 }] } } }],
  ])('%s is named where it says something else (%j)', async (who, change) => {
    await expect(compare(change)).rejects.toThrow(new RegExp(`^${who.replace(/[()]/g, '\\$&')}: .*, it says `));
  });
});
