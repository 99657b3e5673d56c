import { sql } from 'kysely';
import { open } from '@lienthong/seal';
import { Bench } from '../testing/contract/bench.js';
import { referenceStage } from '../testing/reference-stage.js';

interface SideCall {
  readonly kind: string;
  readonly n: number;
  readonly outcome: string;
  readonly calls: Buffer;
}

describe('an attempt of unknown fate that is found done', () => {
  const stage = referenceStage();

  it('keeps every question with its bytes, sealed, and tells of it', async () => {
    const bench = await Bench.open(stage());
    try {
      await stage().standIn.put('cutAfterEffect', { operation: 'reserve', subject: 'asked' });
      const exchange = await bench.announceOne({ operation: 'reserve', subject: 'asked', number: 1 });
      const settled = await bench.recorder.untilState(exchange, 'settled');
      expect(settled.question).toMatchObject({ kind: 'question', attempt: 1, outcome: 'done' });
      expect(settled.attempt).toBeUndefined();
      expect(bench.detailOf(settled)?.received).toContain('held');
      const { rows } = await sql<SideCall>`
        select kind, n, outcome, calls from connectors.side_call where exchange = ${exchange}::uuid`.execute(
        stage().store.db('connectors'),
      );
      expect(rows).toMatchObject([{ kind: 'question', n: settled.version, outcome: 'done' }]);
      const kept = JSON.parse(
        open(bench.keyOf('asked').key, rows[0]!.calls, `exchange/${exchange}/question/${settled.version}`).toString(
          'utf8',
        ),
      ) as unknown;
      expect(kept).toMatchObject({
        calls: [{ purpose: 'read', path: '/queryReservation', status: 200 }],
        facts: { found: true },
      });
    } finally {
      await bench.stop();
    }
  });

  it('tells what the partner or its evidence says, sealed', async () => {
    const bench = await Bench.open(stage());
    try {
      for (const operation of ['reserve', 'post']) {
        await stage().standIn.put('cutAfterEffect', { operation, subject: 'found' });
        const exchange = await bench.announceOne({ operation, subject: 'found', number: 1 });
        const settled = await bench.recorder.untilState(exchange, 'settled');
        expect(bench.detailOf(settled)).toMatchObject({ facts: { found: true } });
      }
    } finally {
      await bench.stop();
    }
  });

  it.each(['reserve', 'post'])(
    'tells it again to whoever announces again, since the first telling may be lost: %s',
    async (operation) => {
      const bench = await Bench.open(stage());
      try {
        for (const situation of [undefined, 'cutAfterEffect'] as const) {
          const subject = situation ?? 'plain';
          if (situation) await stage().standIn.put(situation, { operation, subject });
          const { delivery, exchange } = bench.deliveryOf({ operation, subject, number: 1 });
          await bench.deliver(delivery);
          const first = await bench.recorder.untilState(exchange, 'settled');
          const heard = bench.recorder.of(exchange).length;
          await bench.deliver(delivery);
          const again = await bench.recorder.until('told again', () => bench.recorder.of(exchange)[heard]);
          const [{ detail: _first, ...said }, { detail: _again, ...repeated }] = [first, again];
          expect(repeated).toEqual(said);
          expect(bench.detailOf(again)).toEqual(bench.detailOf(first));
          expect(bench.detailOf(again)).toHaveProperty('received');
        }
      } finally {
        await bench.stop();
      }
    },
  );
});
