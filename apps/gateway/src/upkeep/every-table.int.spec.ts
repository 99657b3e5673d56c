import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { FolderBlobs } from '@lienthong/blobs';
import { describeEachStore } from '@lienthong/store/testing';
import { CoreHarness } from '../testing/core-harness.js';

/** Whatever grows is removed when its time has come, or somebody has said why not. */
const shelfOf: Readonly<Record<string, string>> = {
  ...{ exchange: 'exchanges', exchange_attempt: 'exchanges', exchange_side_call: 'exchanges' },
  ...{ exchange_state: 'exchanges', parked_exchange: 'exchanges', command: 'exchanges' },
  ...{ citizen_check: 'citizenChecks', passing_key: 'passingKeys', handover: 'handovers', handover_note: 'handovers' },
  ...{ attachment: 'attachments', attachment_use: 'attachments' },
  ...{ feed_event: 'feedEvents', submission: 'submissions' },
  ...{ statement: 'statements', statement_entry: 'statements' },
  ...{ monitor_run: 'monitorRuns', monitor_run_unit: 'monitorRuns' },
  ...{ replay: 'replays', replay_item: 'replays', replay_stage: 'replays' },
  ...{ unreadable_row: 'unreadableRows', quarantine: 'quarantine' },
  ...{ disagreement: 'disagreements', portal_claim: 'portalAnswers', stray_parcel: 'strayParcels' },
  idempotency: 'keptAnswers',
};

const staysFor: Readonly<Record<string, readonly string[]>> = {
  'the dossier, its timeline and what is counted from it stay for good': [
    ...['dossier', 'dossier_body', 'dossier_event', 'dossier_step', 'subject', 'lane', 'delivery', 'delivery_row'],
    'status_push',
  ],
  'money, and what was said of it, stays for good': [
    ...['payment', 'payment_fee', 'payment_claim', 'settled_fee', 'credit', 'credit_alias', 'refund', 'book_entry'],
    ...['reconciliation', 'money_disagreement'],
  ],
  'goes when its dossier has been told of': ['untold_dossier'],
  'goes when the next run of its kind begins': ['catch_up_exchange'],
  'an act of an operator, a handful a year': ['catch_up', 'admission_window'],
  'one row, or one for each thing configured': [
    ...['account_listing', 'blob_place', 'comparison_walk', 'feed_floor', 'reference_key', 'webhook_endpoint'],
    'counter',
  ],
  'of the store itself, which clears it': [
    ...[
      'writer',
      'outbox',
      'shard_lease',
      'member',
      'timer',
      'key_sample',
      'sweep',
      'restored',
      'applied_migration',
      'schema_info',
    ],
  ],
};

describeEachStore('every table of the gateway', (openStore) => {
  it('has a shelf, or a reason why its rows stay; a new one has to say which', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'every-table-'));
    // Files have a shelf where they have a place.
    const h = await CoreHarness.open((await openStore()).store, { blobs: await FolderBlobs.open(folder) });
    try {
      const { rows } = await sql<{ name: string }>`
        select t.table_name as name from information_schema.tables t
        where t.table_schema = 'gateway' and t.table_type = 'BASE TABLE' order by 1`.execute(h.store.db('gateway'));
      const said = [...Object.keys(shelfOf), ...Object.values(staysFor).flat()].sort();
      expect(said).toEqual(rows.map(({ name }) => name).sort());
      expect(h.core.retention.shelves).toEqual(expect.arrayContaining([...new Set(Object.values(shelfOf))]));
    } finally {
      await h.core.close();
      await rm(folder, { recursive: true });
    }
  });
});
