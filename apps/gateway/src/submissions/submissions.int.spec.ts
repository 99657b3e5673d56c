import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { FolderBlobs } from '@lienthong/blobs';
import { sealContext, type DossierSnapshot, type PortalStatus } from '@lienthong/contracts';
import { sealStream } from '@lienthong/seal';
import { describeEachStore, withClient } from '@lienthong/store/testing';
import { CoreHarness } from '../testing/core-harness.js';
import {
  civilStatus,
  clientOf,
  handoverRules,
  HandoverStage,
  justice,
  planning,
  tree,
} from '../testing/handover-stage.js';
import { aSubmitted } from '../testing/submitted.js';
import { untilWaiting } from '../testing/until-waiting.js';

/** What citizens submit on the portal, from the message to the portal's answer. Each test has dossiers of its own. */
describeEachStore('submissions', (openStore, kind) => {
  let h: CoreHarness;
  let s: HandoverStage;
  let blobs: FolderBlobs;
  let folder: string;
  let databaseUrl: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lienthong-submitted-'));
    blobs = await FolderBlobs.open(folder);
    const opened = await openStore();
    const { store } = opened;
    ({ databaseUrl } = opened);
    h = await CoreHarness.open(store, {
      blobs,
      handovers: handoverRules,
      unitName: (unit) => tree.nameOf(unit) ?? unit,
    });
    s = new HandoverStage(h);
  });
  afterAll(async () => {
    await h.core.close();
    await rm(folder, { recursive: true, force: true });
  });

  const tell = async (code: string, change: Parameters<typeof aSubmitted>[2] = {}) => {
    const submitted = aSubmitted(h.keyring, code, change);
    const delivery = h.delivery('dossier.submitted', code, submitted);
    expect(await h.core.handleOutcomes([delivery])).toEqual(['handled']);
    return delivery;
  };
  const inbox = async (unit = justice) => (await h.core.listHandovers({ to: [unit] }, { limit: 200 })).items;
  const itemOf = async (code: string) => {
    const found = (await inbox()).filter(({ dossier }) => dossier === code);
    expect(found).toHaveLength(1);
    return (await h.core.handover(found[0]!.id))!;
  };
  const act = async (code: string, what: 'accept' | 'refuse' | 'answer', text?: string) =>
    h.core.actOnHandover({
      ...clientOf(justice),
      ...{ handover: (await itemOf(code)).id, act: what },
      ...(text === undefined ? {} : { text }),
    });
  const announced = async (code: string) => (await h.announced()).filter(({ subject }) => subject === code);
  const statuses = async (code: string) =>
    (await announced(code)).flatMap((one) => (one.operation === 'tellStatus' ? [h.payloadOf<PortalStatus>(one)] : []));
  const timersOf = async (item: string): Promise<string[]> => {
    const { rows } = await sql<{ kind: string }>`
      select t.kind from gateway.timer t where t.subject = ${`handover:${item}`} order by t.kind`.execute(
      h.store.db('gateway'),
    );
    return rows.map(({ kind }) => kind);
  };
  const lines = async (code: string) => (await h.core.timeline(code, { limit: 200 }))!.items.map(({ kind }) => kind);

  // PGlite has one session: two transactions never run side by side there.
  (kind === 'postgres' ? it : it.skip)(
    'two gateways that hear of one dossier at the same moment make one inbox item',
    async () => {
      const other = await h.another();
      const code = 'G22-both';
      const told = (what: 'whole' | 'supplement') =>
        h.delivery('dossier.submitted', code, aSubmitted(h.keyring, code, { kind: what }));
      try {
        await withClient(databaseUrl!, async (client) => {
          await client.query('begin');
          await client.query(`insert into gateway.subject (subject, data_key) values ('${code}', '')`);
          const both = [h.core, other].map((core, n) => core.handleOutcomes([told(n === 0 ? 'whole' : 'supplement')]));
          // Both have found no item, and wait for whoever makes the dossier's subject.
          await untilWaiting(client, 2);
          await client.query('rollback');
          expect(await Promise.all(both)).toEqual([['handled'], ['handled']]);
        });
        expect((await inbox()).filter(({ dossier }) => dossier === code)).toHaveLength(1);
      } finally {
        await other.close();
      }
    },
  );

  it('a dossier begins with revision 0, stands in its inbox, and waits for its unit from the first moment', async () => {
    await tell('G22-1');
    const view = (await h.core.dossier('G22-1'))!;
    expect(view.content).toMatchObject({
      ...{ revision: 0, unit: justice, origin: 'nationalPortal', portalCode: 'G22-1', status: 'registered' },
      ...{ applicant: { name: 'TRẦN THỊ NỘP' }, documents: [{ id: 'd1', url: 'https://files.example.test/1' }] },
    });
    const { id: _id, ...item } = await itemOf('G22-1');
    expect(item).toMatchObject({ kind: 'submission', state: 'open', toUnit: justice, fromUnit: 'dvc-portal' });
    expect(item.submissions).toMatchObject([
      { kind: 'whole', fields: { TenNguoiCha: 'TRẦN VĂN CHA' }, documents: [{ name: 'đơn.pdf' }] },
    ]);
    expect(await s.waitingOn('G22-1')).toEqual({
      ...{ who: 'unit', name: justice, since: item.createdAt, target: item.dueAt },
      why: 'hồ sơ nộp trên Cổng Dịch vụ công quốc gia, chờ đơn vị tiếp nhận',
    });
    expect(await announced('G22-1')).toEqual([]);
    expect(await lines('G22-1')).toEqual(['handover.submitted']);
  });

  it('told again, also to another process and in one batch, it is the same one', async () => {
    const again = await tell('G22-2');
    const other = await h.another();
    expect(await other.handleOutcomes([again, again])).toEqual(['handled', 'handled']);
    await other.close();
    expect((await itemOf('G22-2')).submissions).toHaveLength(1);
    expect(await lines('G22-2')).toEqual(['handover.submitted']);
  });

  it('accepted: the portal hears that it was received, once, and no answer is owed', async () => {
    await tell('G22-3');
    expect(await act('G22-3', 'accept')).toEqual({ kind: 'accepted', state: 'taken', replayed: false });
    expect(await act('G22-3', 'accept')).toEqual({ kind: 'notApplicable', state: 'taken' });
    expect(await act('G22-3', 'answer', 'gì đó')).toEqual({ kind: 'notApplicable', state: 'taken' });
    expect(await statuses('G22-3')).toEqual([
      {
        code: 'G22-3',
        portalCode: 'G22-3',
        status: 'received',
        portalAccount: 'tech-0005',
        at: expect.any(String) as string,
      },
    ]);
    expect((await h.core.dossier('G22-3'))!.content).toMatchObject({ revision: 0, status: 'received' });
    expect(await s.waitingOn('G22-3')).toMatchObject({ who: 'agency', name: justice });
    expect(await lines('G22-3')).toEqual(['handover.submitted', 'handover.taken', 'exchange.created']);
  });

  it('refused: the portal hears why, nobody waits, and a supplement opens it again', async () => {
    await tell('G22-4');
    expect(await act('G22-4', 'refuse', 'Thiếu giấy khai sinh')).toMatchObject({ state: 'refused' });
    expect(await statuses('G22-4')).toMatchObject([{ status: 'refused', content: 'Thiếu giấy khai sinh' }]);
    expect((await h.core.dossier('G22-4'))!.effectiveStatus).toBe('refused');
    const documents = [{ id: 'd2', name: 'khai sinh.pdf', url: 'https://files.example.test/2' }];
    await tell('G22-4', { kind: 'supplement', detail: { documents, content: { applicant: {} }, fields: '{}' } });
    const item = await itemOf('G22-4');
    expect([item.state, item.submissions!.length, item.reason, item.endedAt]).toEqual([
      'open',
      2,
      undefined,
      undefined,
    ]);
    const { content } = (await h.core.dossier('G22-4'))!;
    expect(content.documents!.map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect([content.status, content.reason, content.applicant.name]).toEqual(['registered', undefined, 'TRẦN THỊ NỘP']);
    expect(await s.waitingOn('G22-4')).toMatchObject({ who: 'unit', name: justice, target: item.dueAt });
    // Reminders stand again as long as it waits.
    expect(await timersOf(item.id)).toEqual(['handover.late', 'handover.soon']);
    expect(await act('G22-4', 'accept')).toMatchObject({ state: 'taken' });
    expect(await timersOf(item.id)).toEqual([]);
    expect((await statuses('G22-4')).map(({ status }) => status)).toEqual(['refused', 'received']);
  });

  it("the agency's first statement takes it over: the item is done, the portal's number stays, and now it is synced", async () => {
    await tell('G22-5');
    await s.state('G22-5', 1, { status: 'received', portalCode: null });
    expect(await itemOf('G22-5')).toMatchObject({ state: 'taken' });
    expect((await h.core.dossier('G22-5'))!.content).toMatchObject({ revision: 1, portalCode: 'G22-5' });
    const all = await announced('G22-5');
    expect(all.map(({ operation }) => operation)).toEqual(['syncDossier']);
    expect(h.payloadOf<DossierSnapshot>(all[0]!).dossier.revision).toBe(1);
    expect(await lines('G22-5')).toEqual([...['handover.submitted', 'handover.takenOver', 'dossier.accepted']]);
    await s.state('G22-5', 2, { status: 'processing' });
    expect((await h.core.dossier('G22-5'))!.content.portalCode).toBe('G22-5');
  });

  it('what comes after that stands in the inbox and changes nothing that the unit has stated', async () => {
    await tell('G22-6');
    await s.state('G22-6', 1, { status: 'processing' });
    await tell('G22-6', { kind: 'supplement' });
    expect(await itemOf('G22-6')).toMatchObject({ state: 'open' });
    expect((await h.core.dossier('G22-6'))!.content).toMatchObject({ revision: 1, status: 'processing' });
    expect(await act('G22-6', 'refuse', 'không cần')).toMatchObject({ state: 'refused' });
    expect(await statuses('G22-6')).toMatchObject([{ status: 'processing', content: 'không cần' }]);
    expect((await h.core.dossier('G22-6'))!.effectiveStatus).toBe('processing');
  });

  it('what comes at another address than the dossier did waits for an operator, who sees where it came; nothing of it is taken up', async () => {
    await tell('G22-20');
    const before = await h.core.dossier('G22-20');
    const documents = [{ id: 'TP09', name: 'khac.pdf', url: 'https://portal.example.test/9' }];
    const foreign = { account: 'huyen', detail: { documents, content: { applicant: {} }, fields: '{}' } };
    await tell('G22-20', { ...foreign, kind: 'supplement' });
    await tell('G22-20', { ...foreign, kind: 'whole' });
    expect(await h.core.dossier('G22-20')).toEqual(before);
    const unplaced = async () =>
      (await h.core.listUnplacedSubmissions({ limit: 200 })).items.filter(({ dossier }) => dossier === 'G22-20');
    const waiting = await unplaced();
    const shown = { account: 'huyen', submitter: 'tinh' };
    expect(waiting).toMatchObject([
      { ...shown, kind: 'supplement' },
      { ...shown, kind: 'whole' },
    ]);
    expect(JSON.stringify(waiting)).not.toContain('khac.pdf');
    // Its own address goes on as before.
    await tell('G22-20', { kind: 'supplement', detail: { documents: [], content: { applicant: {} }, fields: '{}' } });
    expect(await unplaced()).toHaveLength(2);
    // A person who has looked at it may let it in.
    const place = { submission: waiting[0]!.id, unit: justice, operator: 'o1' };
    expect(await h.core.placeSubmission(place)).toMatchObject({ kind: 'accepted' });
    expect((await h.core.dossier('G22-20'))!.content.documents!.map(({ id }) => id)).toContain('TP09');
  });

  it('of a dossier that waits for its unit the first address is the one, too; and of two that are told together', async () => {
    await tell('G22-21', { detail: { unit: undefined, statedUnit: '000.98' } as never });
    await tell('G22-21', { account: 'huyen', kind: 'supplement' });
    expect(await h.core.dossier('G22-21')).toBeUndefined();
    const told = (account: string, kind: 'whole' | 'supplement') =>
      h.delivery('dossier.submitted', 'G22-22', aSubmitted(h.keyring, 'G22-22', { account, kind }));
    await h.core.handleOutcomes([told('tinh', 'whole'), told('huyen', 'supplement')]);
    const { items } = await h.core.listUnplacedSubmissions({ limit: 200 });
    const of = (code: string) => items.filter(({ dossier }) => dossier === code).map(({ account }) => account);
    expect([of('G22-21'), of('G22-22')]).toEqual([['tinh', 'huyen'], ['huyen']]);
  });

  it.each([
    ['not known', undefined, '000.99'],
    ['ended without a successor', 'H44.04', '000.44'],
    ['behind another hub', civilStatus, '000.05'],
  ])('a unit that is %s: operators see it, say which it is, and nothing is lost', async (_name, unit, statedUnit) => {
    const code = `G22-7-${statedUnit}`;
    await tell(code, { detail: { unit, statedUnit } as never });
    expect(await h.core.dossier(code)).toBeUndefined();
    const unplaced = async () =>
      (await h.core.listUnplacedSubmissions({ limit: 200 })).items.filter(({ dossier }) => dossier === code);
    const [{ id, ...shown }] = (await unplaced()) as [Awaited<ReturnType<typeof unplaced>>[0]];
    expect(shown).toMatchObject({ statedUnit, procedure: '1.003560', kind: 'whole' });
    expect(JSON.stringify(shown)).not.toContain('NỘP');
    const place = (to: string) => h.core.placeSubmission({ submission: id, unit: to, operator: 'o1' });
    expect(await place('H44.99')).toEqual({ kind: 'unitUnfit', why: 'unknown' });
    expect(await place(civilStatus)).toEqual({ kind: 'unitUnfit', why: 'behindHub' });
    expect(await place('H44.02')).toEqual({ kind: 'accepted', dossier: code, unit: planning, replayed: false });
    expect(await place(planning)).toEqual({ kind: 'alreadyPlaced' });
    expect(await unplaced()).toEqual([]);
    expect((await inbox(planning)).filter(({ dossier }) => dossier === code)).toMatchObject([{ state: 'open' }]);
    expect((await h.core.dossier(code))!.content.unit).toBe(planning);
  });

  it('its files open for its unit alone, and may be named by the first statement', async () => {
    const attachment = randomUUID();
    const { key, wrapped } = h.keyring.newDataKey();
    const bytes = Buffer.from('%PDF-1.7 một tờ');
    const put = await blobs.put(sealStream(key, one(bytes), sealContext.attachment(attachment)));
    const file = {
      ...{ attachment, address: put.address, sealedBytes: put.bytes, key: wrapped.toString('base64') },
      ...{ contentType: 'application/pdf', size: bytes.length, sha256: '0'.repeat(64) },
    };
    await tell('G22-8', { detail: { documents: [{ id: 'd1', name: 'đơn.pdf', file }] } });
    const read = (unit: string) => h.core.attachments.read(attachment, clientOf(unit));
    expect(await read(planning)).toBeUndefined();
    const found = (await read(justice))!;
    expect(found).toMatchObject({ name: 'đơn.pdf', contentType: 'application/pdf', size: bytes.length });
    const pieces: Buffer[] = [];
    for await (const piece of found.content!) pieces.push(Buffer.from(piece));
    expect(Buffer.concat(pieces)).toEqual(bytes);
    await s.state('G22-8', 1, { documents: [{ id: 'd1', name: 'đơn.pdf', attachment }] });
    expect(await read(justice)).toBeDefined();
  });

  it('what does not open, or is no message, is poison and stops nothing else', async () => {
    const good = aSubmitted(h.keyring, 'G22-9');
    const broken = { ...aSubmitted(h.keyring, 'G22-10'), submission: randomUUID() };
    const verdicts = await h.core.handleOutcomes([
      h.delivery('dossier.submitted', 'G22-10', broken),
      h.delivery('dossier.submitted', 'G22-9', good),
      h.delivery('dossier.submitted', 'G22/11', { ...good, subject: 'G22/11' }),
    ]);
    expect(verdicts).toEqual([
      { poison: 'message.shape: detail does not open' },
      'handled',
      { poison: 'message.shape: subject is no code' },
    ]);
    expect(await itemOf('G22-9')).toMatchObject({ state: 'open' });
    expect(await h.core.dossier('G22-10')).toBeUndefined();
  });

  it('nothing of a person stands in the clear', async () => {
    await tell('G22-12');
    for (const table of ['submission', 'dossier', 'dossier_body', 'handover', 'dossier_event']) {
      const { rows } = await sql<{ row: string }>`select t::text as row from gateway.${sql.raw(table)} t`.execute(
        h.store.db('gateway'),
      );
      expect(rows.map(({ row }) => row).join()).not.toMatch(/NỘP|tech-0005|TRẦN|đơn\.pdf/);
    }
  });
});

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
