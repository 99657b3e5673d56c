import type { PostgresPoolClient } from 'kysely';
import { letGoText } from '../session.js';
import { urgently } from '../urgency.js';
import { SingleSessionPool } from './single-session-pool.js';

const silent = { query: () => new Promise<never>(() => undefined) };

describe('the line before the one session', () => {
  it('lets those go first for whom somebody waits, each in the order of asking, and everybody in the end', async () => {
    const pool = new SingleSessionPool(silent);
    const order: string[] = [];
    const asked = (name: string) => (client: PostgresPoolClient) => {
      order.push(name);
      setImmediate(() => client.release());
    };
    const first = await pool.connect();
    const all = [
      pool.connect().then(asked('patient 1')),
      pool.connect().then(asked('patient 2')),
      urgently(() => pool.connect()).then(asked('urgent 1')),
      urgently(() => pool.connect()).then(asked('urgent 2')),
    ];
    first.release();
    await Promise.all(all);
    expect(order).toEqual(['urgent 1', 'urgent 2', 'patient 1', 'patient 2']);
  });

  it('tells all who wait that there is no session any more', async () => {
    const pool = new SingleSessionPool(silent);
    await pool.connect();
    const all = Promise.allSettled([pool.connect(), urgently(() => pool.connect())]);
    pool.refuse(new Error('gone'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a side', () => {
  const sent: string[] = [];
  const answering = {
    query: ({ text }: { readonly text: string }) => {
      sent.push(text);
      return Promise.resolve({ command: 'SELECT' as const, rowCount: 0, rows: [] });
    },
  };
  beforeEach(() => sent.splice(0));
  const ask = (client: PostgresPoolClient, text: string) => client.query(text, []);

  it('takes the session with its first statement, not before', async () => {
    const pool = new SingleSessionPool(answering as never);
    const late = await pool.of('gateway').connect();
    await ask(late, 'begin');
    const other = await pool.of('connectors').connect();
    await ask(other, 'select 1');
    other.release();
    await ask(late, 'select 2');
    await ask(late, 'commit');
    late.release();
    expect(sent).toEqual(['select 1', 'begin', 'select 2', 'commit']);
    expect(pool.isIdle).toBe(true);
  });

  it('takes it again for each statement outside a transaction', async () => {
    const pool = new SingleSessionPool(answering as never);
    const one = await pool.of('gateway').connect();
    await Promise.all([ask(one, 'select 1'), ask(one, 'select 2')]);
    one.release();
    expect([sent, pool.uses, pool.isIdle]).toEqual([['select 1', 'select 2'], 2, true]);
  });

  it('sends behind one that waits for its last answer, and no further; who wants the session alone waits for both', async () => {
    const answers: (() => void)[] = [];
    const slow = {
      query: ({ text }: { readonly text: string }) => {
        sent.push(text);
        return new Promise<void>((resolve) => answers.push(resolve));
      },
    };
    const pool = new SingleSessionPool(slow as never);
    const all = ['one', 'two', 'three'].map(async (text) => {
      const side = await pool.of('gateway').connect();
      await ask(side, text);
      side.release();
    });
    await new Promise(setImmediate);
    const alone = pool.connect();
    expect(sent).toEqual(['one', 'two']);
    answers.shift()!();
    await new Promise(setImmediate);
    expect(sent).toEqual(['one', 'two', 'three']);
    for (const answer of answers.splice(0)) answer();
    await Promise.all(all);
    (await alone).release();
    expect(pool.isIdle).toBe(true);
  });

  it('that lets others in has none of its own side between its halves, and goes on before all who wait', async () => {
    const pool = new SingleSessionPool(answering as never);
    const [first, same, other] = [
      await pool.of('gateway').connect(),
      await pool.of('gateway').connect(),
      await pool.of('connectors').connect(),
    ];
    await ask(first, 'begin');
    await ask(first, 'read');
    const waiting = ask(same, 'same side').finally(() => same.release());
    await ask(first, letGoText);
    await ask(other, 'other side');
    const write = ask(first, 'write');
    other.release();
    await write;
    await ask(first, 'commit');
    first.release();
    await waiting;
    expect(sent).toEqual([
      ...['begin', 'read', 'set local synchronous_commit = off', 'commit'],
      ...['other side', 'begin', 'write', 'commit', 'same side'],
    ]);
  });

  it.each(['rollback', 'commit'])('that ends by %s after it has let others in leaves its place', async (end) => {
    const pool = new SingleSessionPool(answering as never);
    const first = await pool.of('gateway').connect();
    await ask(first, 'begin');
    await ask(first, 'read');
    await ask(first, letGoText);
    const next = await pool.of('gateway').connect();
    const waiting = ask(next, 'next');
    await ask(first, end);
    first.release();
    await waiting;
    next.release();
    expect(sent.slice(4)).toEqual(['next']);
    expect(pool.isIdle).toBe(true);
  });

  it('hears that there is no session any more where it wanted to go on', async () => {
    const pool = new SingleSessionPool(answering as never);
    const first = await pool.of('gateway').connect();
    await ask(first, 'begin');
    await ask(first, 'read');
    await ask(first, letGoText);
    pool.refuse(new Error('gone'));
    await expect(ask(first, 'write')).rejects.toThrow('gone');
    first.release();
  });
});
