import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type { CoreEvent } from '../core-options.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';

describeEachStore('a store that answers and takes nothing', (openStore) => {
  it('is not ready, with the reason, until a commit succeeds; the log hears it once', async () => {
    const events: CoreEvent[] = [];
    const h = await CoreHarness.open((await openStore()).store, { onEvent: (event) => events.push(event) });
    const told = () => events.flatMap((event) => ('kind' in event && event.kind.startsWith('commit.') ? [event] : []));
    const db = h.store.db('gateway');
    await sql`
      create function gateway.no_space() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`.execute(
      db,
    );
    await sql`
      create constraint trigger no_space after insert on gateway.dossier deferrable initially deferred
      for each row execute function gateway.no_space()`.execute(db);

    await expect(h.core.putDossier(aPut('A'))).rejects.toMatchObject({ code: '53100' });
    await expect(h.core.putDossier(aPut('B'))).rejects.toMatchObject({ code: '53100' });
    expect(await h.core.readiness()).toEqual([
      { what: 'store', why: expect.stringMatching(/^the disk is full: the last commit failed \d+ s ago$/) },
    ]);

    await sql`drop trigger no_space on gateway.dossier`.execute(db);
    expect(await h.core.putDossier(aPut('A'))).toMatchObject({ kind: 'accepted' });
    expect(await h.core.readiness()).toEqual([]);
    expect(told()).toMatchObject([
      { kind: 'commit.failing', why: 'the disk is full', error: expect.any(Error) },
      { kind: 'commit.succeedsAgain' },
    ]);
    await h.core.close();
  });
});
