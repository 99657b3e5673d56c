import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { FolderBlobs } from '@lienthong/blobs';
import { describeEachStore } from '@lienthong/store/testing';
import { CoreHarness } from '../testing/core-harness.js';
import {
  civilStatus,
  clientOf,
  finance,
  handoverRules,
  HandoverStage,
  justice,
  planning,
} from '../testing/handover-stage.js';
import type { HandoverDocument } from './core.js';

const day = 24 * 3_600_000;
const paper = (attachment: string, id = 'd1'): HandoverDocument => ({ id, name: 'công văn.pdf', attachment });
async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Files that the papers of a handover name: who may name which, and who may read them then. */
describeEachStore('files of handovers', (openStore) => {
  let h: CoreHarness;
  let s: HandoverStage;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handover-files-'));
    const blobs = await FolderBlobs.open(folder);
    h = await CoreHarness.open((await openStore()).store, { handovers: handoverRules, blobs });
    s = new HandoverStage(h);
  });
  afterAll(async () => {
    await h.core.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Id of a file that the client of this unit has brought. */
  const bring = async (unit: string, text = randomUUID()): Promise<string> => {
    const body = one(Buffer.from(`%PDF-1.7 ${text}`));
    const { client } = clientOf(unit);
    const answer = await h.core.attachments.receive({ client, name: 'a.pdf', contentType: 'application/pdf', body });
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer.attachment.id;
  };
  /** Which of the three may read it. */
  const readers = async (id: string): Promise<string[]> => {
    const found = await Promise.all(
      [justice, planning, finance].map(async (unit) =>
        (await h.core.attachments.read(id, clientOf(unit))) ? [unit] : [],
      ),
    );
    return found.flat();
  };

  it('what is asked names a file: its receiver may read it, also after the end, and nobody else', async () => {
    await s.state('F-1');
    const file = await bring(justice);
    expect(await readers(file)).toEqual([justice]);
    // Ids are found in either letter case.
    const id = await s.handed('F-1', { documents: [paper(file.toUpperCase())] });
    expect((await s.view(id)).documents).toMatchObject([{ id: 'd1', attachment: file.toUpperCase() }]);
    expect(await readers(file)).toEqual([justice, planning]);
    expect((await s.act(id, 'answer')).kind).toBe('accepted');
    expect(await readers(file)).toEqual([justice, planning]);
  });

  it('what is reported and answered names files beside those before: who asked may read them', async () => {
    await s.state('F-2');
    const [asked, reported, answered] = [await bring(justice), await bring(planning), await bring(planning)];
    const id = await s.handed('F-2', { documents: [paper(asked)] });
    await s.act(id, 'accept');
    expect((await s.act(id, 'report', { documents: [paper(reported)] })).kind).toBe('accepted');
    // A file of the other side's that this handover names already may be named again.
    const documents = [paper(answered), paper(asked, 'd2')];
    expect((await s.act(id, 'answer', { documents })).kind).toBe('accepted');
    for (const file of [asked, reported, answered]) expect(await readers(file)).toEqual([justice, planning]);
  });

  it("a file that is not there, or another's, is refused with its place, and nothing is handed over", async () => {
    await s.state('F-3');
    const strange = await bring(finance);
    const own = await bring(justice);
    const documents = [paper(own), paper(strange, 'd2'), paper(randomUUID(), 'd3'), paper('none', 'd4')];
    const places = ['documents/1', 'documents/2', 'documents/3'];
    expect(await s.handOver('F-3', { documents })).toEqual({ kind: 'attachmentUnknown', places });
    expect((await h.core.listHandovers({ dossier: 'F-3' }, { limit: 10 })).items).toEqual([]);
    expect([await readers(own), await readers(strange)]).toEqual([[justice], [finance]]);
    const id = await s.handed('F-3');
    await s.act(id, 'accept');
    for (const act of ['report', 'answer'] as const) {
      const refused = { kind: 'attachmentUnknown', places: ['documents/0'] };
      expect(await s.act(id, act, { documents: [paper(strange)] })).toEqual(refused);
    }
    expect(await s.view(id)).toMatchObject({ state: 'accepted', news: [] });
  });

  it("a file that the dossier names may be handed over by its unit, but is not the receiver's to name", async () => {
    const own = await bring(justice);
    await s.state('F-5', 1, { documents: [{ id: '1', name: 'đơn.pdf', attachment: own }] });
    const id = await s.handed('F-5');
    // It reads the dossier's files as long as it owes an answer; to name one would be to keep it.
    expect(await readers(own)).toEqual([justice, planning]);
    expect(await s.act(id, 'answer', { documents: [paper(own)] })).toMatchObject({ kind: 'attachmentUnknown' });
    await s.act(id, 'answer');
    expect(await readers(own)).toEqual([justice]);
    await s.handed('F-5', { toUnit: finance, documents: [paper(own)] });
    await s.state('F-5', 2, { documents: [] });
    expect(await readers(own)).toEqual([justice, finance]);
  });

  it('an agency behind another hub cannot fetch one', async () => {
    await s.state('F-6');
    const file = await bring(justice);
    expect(await s.handOver('F-6', { toUnit: civilStatus, documents: [paper(file)] })).toEqual({
      ...{ kind: 'attachmentBehindHub', places: ['documents/0'] },
    });
    const documents = [{ id: 'd1', name: 'công văn.pdf', url: 'https://example.invalid/1' }];
    expect((await s.handOver('F-6', { toUnit: civilStatus, documents })).kind).toBe('accepted');
  });

  it('is kept as one that is named; the right to read it goes with the handover', async () => {
    await s.state('F-7');
    const file = await bring(justice);
    const id = await s.handed('F-7', { documents: [paper(file)] });
    await s.act(id, 'answer');
    const uses = async () => {
      const { rows } = await sql<{ dossier: string; named: boolean }>`
        select u.dossier, a.named_at is not null as named from gateway.attachment_use u
        join gateway.attachment a on a.id = u.attachment where a.id = ${file}::uuid`.execute(h.store.db('gateway'));
      return rows;
    };
    expect(await uses()).toEqual([{ dossier: `handover:${id}`, named: true }]);
    h.offset += 800 * day;
    const later = await h.another();
    await later.retention.roundNow();
    expect(await later.handover(id)).toBeUndefined();
    expect(await uses()).toEqual([]);
    await later.close();
  });
});
