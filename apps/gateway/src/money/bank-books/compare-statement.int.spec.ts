import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { asCamt053, asMt940 } from '../statements/testing/write-samples.js';
import { compareStatement } from './compare-statement.js';
import type { StatementTools } from './tools.js';
import { BooksStage, entry, statement } from './testing/books-stage.js';

/** A comparison that is killed, has to wait, or is overtaken. */
describeEachStore('a comparison under way', (openStore) => {
  let s: BooksStage;
  beforeEach(async () => {
    s = await BooksStage.open(openStore);
  });

  it('a run that is killed goes on where it stood, and tells nothing twice', async () => {
    const entries = Array.from({ length: 450 }, (_, index) => entry({ bankReference: `FT${index}` }));
    const answer = await s.bring(asCamt053(statement(...entries), '08'));
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    let calls = 0;
    const failing: StatementTools = {
      ...s.tools,
      tell: async (credits) => {
        calls += 1;
        // The second portion is stored, and the process dies before it has said so.
        await s.tools.tell(credits);
        if (calls === 2) throw new Error('killed');
      },
    };
    await expect(compareStatement(failing, answer.statement)).rejects.toThrow('killed');
    expect(await s.books.statement(answer.statement)).toMatchObject({
      state: 'comparing',
      progress: { stage: 'credits', done: 200, of: 450 },
    });
    await compareStatement(s.tools, answer.statement);
    const ids = s.told.map(({ credit }) => credit);
    expect(new Set(ids).size).toBe(450);
    expect(await sql`select id from gateway.credit`.execute(s.db).then(({ rows }) => rows.length)).toBe(450);
    expect((await s.books.statement(answer.statement))!.counts).toEqual({
      onlyAtBank: { count: 450, sum: 450 * 150_000 },
      onlyWithUs: { count: 0, sum: 0 },
    });
  });

  it('statements of one account are compared one after the other', async () => {
    const first = await s.bring(asCamt053(statement(entry()), '08'));
    const second = await s.bring(asMt940(statement(entry({ bankReference: 'FT2' }))), 'mt940');
    if (first.kind !== 'accepted' || second.kind !== 'accepted') throw new Error('both were accepted');
    await expect(compareStatement(s.tools, second.statement)).resolves.toBe('waits');
    await compareStatement(s.tools, first.statement);
    await expect(compareStatement(s.tools, second.statement)).resolves.toBe('done');
  });

  it('what a provider tells while the comparison runs is not told a second time', async () => {
    const answer = await s.bring(asCamt053(statement(entry()), '08'));
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    const stop = new AbortController();
    let portions = 0;
    const counting: StatementTools = { ...s.tools, clock: () => ((portions += 1) === 2 && stop.abort(), Date.now()) };
    await expect(compareStatement(counting, answer.statement, stop.signal)).resolves.toBe('stopped');
    expect((await s.books.statement(answer.statement))!.progress).toMatchObject({ stage: 'credits', done: 0 });
    const late = await s.putCredit({ bankReference: 'FT1' });
    await compareStatement(s.tools, answer.statement);
    expect(s.told).toEqual([]);
    expect(await s.list(answer.statement, 'matched')).toMatchObject([{ entry: 1, credit: late, fresh: false }]);
  });
});
