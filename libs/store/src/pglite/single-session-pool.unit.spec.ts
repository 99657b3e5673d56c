import type { PostgresPoolClient } from 'kysely';
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
