import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { Bench } from '../testing/contract/bench.js';
import { eventually } from '../testing/contract/eventually.js';
import { referenceStage } from '../testing/reference-stage.js';

const limits = { retryFirstMs: 500, retryMaxMs: 60_000 };

/** A port at which nobody answers: what is sent there surely was not done. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('what is tried again later', () => {
  const stage = referenceStage();

  it('keeps its count and its time over a restart', async () => {
    const away = { ...stage().standIn, baseUrl: `http://127.0.0.1:${await closedPort()}` };
    const { store } = stage();
    const first = await Bench.open({ ...stage(), standIn: away }, { limits });
    const exchange = await first.announceOne({ operation: 'setState', subject: 'kept', number: 1 });
    const stored = async () =>
      (
        await sql<{ attempts: number; next_at: Date }>`
          select w.attempts, w.next_at from connectors.work w where w.exchange = ${exchange}::uuid`.execute(
          store.db('connectors'),
        )
      ).rows[0]!;
    await eventually('a second attempt', stored, ({ attempts }) => attempts >= 2);
    await first.stop();
    const { attempts, next_at: nextAt } = await stored();

    const next = await Bench.open(stage(), { limits, recorder: first.recorder });
    try {
      await first.recorder.until('done', () => first.recorder.of(exchange).find(({ outcome }) => outcome === 'done'));
      const last = (await stored()).attempts;
      const done = first.recorder.last(exchange)!;
      expect(last).toBe(attempts + 1);
      expect(Date.parse(done.attempt!.startedAt)).toBeGreaterThanOrEqual(nextAt.getTime());
    } finally {
      await next.stop();
    }
  });
});
