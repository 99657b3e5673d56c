import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Answers = Readonly<Record<string, unknown>>;
type Fault = { readonly paid: () => Promise<void>; readonly end: () => Promise<void> };
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

  const portal = `/journal/state/dvc-portal/${code}`;
  let printed: string[];
  const compare = (
    change: { api?: Answers; sandbox?: Answers; steps?: number; repeatsAllowed?: number } = {},
  ): Promise<void> => {
    printed = [];
    const from = (answers: Answers) => (_method: string, path: string) => Promise.resolve(answers[path]);
    const said = (text: string): string => text;
    const scene = {
      ...{ api: from({ ...api, ...change.api }), sandbox: from({ ...sandbox, ...change.sandbox }) },
      ...{
        code,
        steps: change.steps ?? 0,
        repeatsAllowed: change.repeatsAllowed,
        signal: new AbortController().signal,
        patienceMillis: -1,
      },
      screen: { good: said, bad: said, print: (line: string) => void printed.push(line) },
    };
    return compareBooks(scene, { payment: { id: 'p1' }, handover: 'h1', parcel: { reference: code } });
  };

  it('agree', async () => {
    await expect(compare()).resolves.toBeUndefined();
  });

  const told = (times: number): Answers => ({
    [portal]: { record: { TrangThaiHoSo: '10', DuocThanhToanTrucTuyen: '2' }, progress: Array(times).fill({}) },
  });

  it('a step that the portal holds twice is in step only where a kill allows it, and said', async () => {
    await expect(compare({ sandbox: told(1), steps: 1, repeatsAllowed: 1 })).resolves.toBeUndefined();
    expect(printed.join('\n')).not.toContain('twice');
    await compare({ sandbox: told(2), steps: 1, repeatsAllowed: 1 });
    expect(printed.find((line) => line.includes('its steps'))).toContain('2 at the portal, of 1: told twice');
    await expect(compare({ sandbox: told(2), steps: 1 })).rejects.toThrow(/^its steps: /);
    await expect(compare({ sandbox: told(3), steps: 1, repeatsAllowed: 1 })).rejects.toThrow(/^its steps: /);
  });

  it('a step that comes to the portal a second time after a kill is told as it comes', async () => {
    const url = pathToFileURL(resolve('scripts/lib/demo/faults.mjs')).href;
    const { faultOf } = (await import(url)) as { faultOf: (name: string, scene: object) => Fault };
    const notes: string[] = [];
    let times = 1;
    const fault = faultOf('kill', {
      ...{ code, steps: 1, signal: new AbortController().signal, screen: { note: (note: string) => notes.push(note) } },
      product: { start: () => Promise.resolve() },
      sandbox: (_method: string, path: string) => Promise.resolve(told(times)[path]),
    });
    await fault.paid();
    await sleep(300);
    expect(notes.filter((note) => note.includes('twice'))).toEqual([]);
    times = 2;
    for (let tries = 0; notes.length < 2 && tries < 100; tries += 1) await sleep(50);
    expect(notes.at(-1)).toContain('the portal holds the step twice');
    await fault.end();
  });

  const dossier = `/v1/dossiers/${code}`;
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
