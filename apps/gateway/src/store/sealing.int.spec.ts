import { sql } from 'kysely';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { RecordLimitTooSmall } from '../pipeline/capacity.js';
import { aPut, aStep, CoreHarness, ListeningBus } from '../testing/core-harness.js';
import { sampleDossier, sampleStep } from '../testing/sample-dossier.js';

/** Values that nobody could mistake, given out one by one; afterwards each is looked for. */
class Canaries {
  readonly given: string[] = [];
  next(): string {
    const value = `Chim-hoàng-yến-${this.given.length}-q7x9`;
    this.given.push(value);
    return value;
  }
}

function dossierOf(canaries: Canaries) {
  const c = () => canaries.next();
  return sampleDossier({
    applicant: {
      kind: 'citizen',
      ...{ name: c(), personalNumber: c(), taxCode: c(), phone: c(), email: c(), portalAccount: c() },
      address: { provinceCode: '25', communeCode: c(), line: c() },
    },
    ...{ summary: c(), reason: c(), receiptNumber: c() },
    documents: [1, 2, 3, 4].map((n) => ({ id: `d${n}`, name: c(), url: `https://files.example.test/${c()}` })),
    supplements: [1, 2, 3].map((n) => ({
      id: `s${n}`,
      askedAt: '2026-11-21T08:00:00+07:00',
      askedBy: c(),
      content: c(),
    })),
    results: [1, 2].map((n) => ({ code: `KQ${n}`, name: c(), number: c(), url: `https://files.example.test/${c()}` })),
  });
}

/** The ways in which a value could lie around. */
function encodings(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const base64 = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return shifted.slice(shift === 0 ? 0 : 4, -4);
  });
  const escaped = JSON.stringify(value)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    value,
    bytes.toString('hex'),
    Buffer.from(value, 'utf16le').toString('hex'),
    encodeURIComponent(value),
    escaped,
    ...base64,
  ];
}

async function dump(h: CoreHarness): Promise<string> {
  const db = h.store.db('gateway');
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'gateway' order by 1`.execute(db);
  let text = '';
  for (const { name } of tables.rows) {
    const rows = await sql<{ row: string }>`select t::text as row from ${sql.id('gateway', name)} t`.execute(db);
    text += rows.rows.map(({ row }) => `${name} ${row}\n`).join('');
  }
  for (const { key, headers, value } of h.bus.messages) {
    text += `${key} ${JSON.stringify(headers)} ${Buffer.from(value).toString('utf8')} ${Buffer.from(value).toString('hex')}\n`;
  }
  return text;
}

const found = (text: string, canaries: Canaries): string[] =>
  canaries.given.filter((value) => encodings(value).some((encoded) => text.includes(encoded)));

describe('personal values', () => {
  let opened: TestStore;
  let h: CoreHarness | undefined;
  beforeEach(async () => {
    opened = await pgliteTestStore();
  });
  afterEach(async () => {
    await h?.core.close();
    h = undefined;
    await opened.dispose();
  });

  it('stand in no table and no record of the bus in clear, and a planted leak is found', async () => {
    const { store } = opened;
    h = await CoreHarness.open(store);
    const canaries = new Canaries();
    const c = () => canaries.next();
    await h.core.putDossier(aPut('A', 1, { content: dossierOf(canaries) }));
    await h.core.putDossier(aPut('A', 2, { content: { ...dossierOf(canaries), revision: 2 } }));
    const step = sampleStep({ ...{ key: c(), by: c(), position: c(), department: c(), content: c() } });
    await h.core.addStep(aStep('A', '', { step, idempotency: { key: c(), request: c() } }));
    const [exchange] = await h.announced();
    const at = new Date().toISOString();
    const parked = h.changed(exchange!, {
      ...{ version: 1, state: 'unknown', outcome: 'unknown' },
      attempt: { attempt: 1, startedAt: at, endedAt: at, outcome: 'unknown' },
      detail: h.detail(exchange!.exchange, 1, { sent: c(), received: c() }),
    });
    await h.core.handleOutcomes([parked]);
    await h.core.operatorAct({
      kind: 'resolve',
      exchange: exchange!.exchange,
      operator: 'an',
      finding: 'done',
      evidence: c(),
    });
    await h.core.operatorAct({ kind: 'abandon', exchange: exchange!.exchange, operator: 'an', reason: c() });
    await h.core.quarantine({ ...parked, value: Buffer.from(c()) }, 'message.notJson');
    await h.core.drained();

    expect(canaries.given.length).toBeGreaterThanOrEqual(50);
    const text = await dump(h);
    expect(text).toContain('dossier_body');
    expect(found(text, canaries)).toEqual([]);

    const leaked = canaries.given[7]!;
    await sql`update gateway.dossier set procedure = ${leaked}`.execute(store.db('gateway'));
    await sql`update gateway.dossier_body set content = ${Buffer.from(`..${canaries.given[9]!}`)}`.execute(
      store.db('gateway'),
    );
    expect(found(await dump(h), canaries)).toEqual([leaked, canaries.given[9]]);
  });

  it('are never accepted when the bus could not carry them', async () => {
    const bus = new ListeningBus();
    bus.maxRecordBytes = 700_000;
    await expect(CoreHarness.open(opened.store, { bus })).rejects.toThrow(RecordLimitTooSmall);
    await expect(CoreHarness.open(opened.store, { bus })).rejects.toThrow(/record limit of the bus/);
  });
});
