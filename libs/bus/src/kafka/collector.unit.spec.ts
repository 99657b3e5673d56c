import type { EachBatchPayload } from 'kafkajs';
import { gate, until } from '../testing/stage.js';
import { Collector } from './collector.js';
import { Committer, type Progress } from './committer.js';
import { LostMembership } from './lost-membership.js';
import { Turn } from './turn.js';

/** What was fetched of a partition, as the client library hands it over. */
function fetched(partition: number, count: number, heartbeat: () => Promise<void> = async () => undefined) {
  const resolved: string[] = [];
  const messages = Array.from({ length: count }, (_, n) => ({
    key: null,
    value: Buffer.from(`${partition}/${n}`),
    offset: String(n),
    timestamp: '0',
    attributes: 0,
    size: 0,
    headers: {},
  }));
  const batch = { topic: 't', partition, messages, highWatermark: String(count) };
  const payload = { batch, heartbeat, resolveOffset: (offset: string) => resolved.push(offset) };
  return { payload: payload as unknown as EachBatchPayload, resolved };
}

function collecting(act: () => Promise<void> = async () => undefined, turn = new Turn()) {
  const asked: string[][] = [];
  const committed: Progress[][] = [];
  const state = { member: true, commitFails: undefined as Error | undefined };
  const committer = new Committer(async (progress) => {
    if (!state.member) throw new LostMembership();
    if (state.commitFails) throw state.commitFails;
    committed.push([...progress]);
  });
  const collector = new Collector({
    subscription: {
      group: 'g',
      topics: ['t'],
      maxBatch: 4,
      quarantine: async () => undefined,
      handler: async (deliveries) => {
        asked.push(deliveries.map(({ value }) => Buffer.from(value).toString()));
        await act();
        return deliveries.map(() => 'handled');
      },
    },
    committer,
    turn,
    heartbeatMillis: 20,
    isMember: () => state.member,
    onSettled: () => undefined,
    onIdle: () => undefined,
  });
  return { collector, asked, committed, state };
}

const at = (partition: number, offset: number): Progress => ({ topic: 't', partition, offset: String(offset) });

describe('what is fetched of several partitions', () => {
  test('goes to the handler together, as much as a batch may hold, and is committed', async () => {
    const { collector, asked, committed } = collecting();
    const parts = [fetched(0, 3), fetched(1, 2), fetched(2, 1)];
    await Promise.all(parts.map(({ payload }) => collector.add(payload)));
    expect(asked.map((batch) => [...batch].sort())).toEqual([
      ['0/0', '0/1', '1/0', '2/0'],
      ['0/2', '1/1'],
    ]);
    expect(Object.fromEntries(committed.flat().map(({ partition, offset }) => [partition, offset]))).toEqual({
      0: '3',
      1: '2',
      2: '1',
    });
    expect(parts.map(({ resolved }) => resolved.at(-1))).toEqual(['2', '1', '0']);
    expect(collector.busy).toBe(false);
  });

  test('keeps the membership alive as long as the handler runs', async () => {
    const door = gate();
    let beats = 0;
    const { collector } = collecting(() => door.passed);
    const done = collector.add(fetched(0, 1, async () => void (beats += 1)).payload);
    await until('it has beaten', () => beats > 3);
    door.open();
    await done;
  });

  test('is not committed when the membership ends while the handler runs; no further batch begins', async () => {
    const door = gate();
    const { collector, asked, committed, state } = collecting(() => door.passed);
    const part = fetched(0, 8);
    const done = collector.add(part.payload);
    await until('the handler runs', () => asked.length === 1);
    state.member = false;
    const stopped = collector.stop(new LostMembership());
    door.open();
    await stopped;
    await expect(done).rejects.toThrow(LostMembership);
    expect(asked).toHaveLength(1);
    expect(committed).toEqual([]);
    expect(part.resolved).toEqual([]);
  });

  test('is committed when the group is about to be rebalanced: what the handler had, and nothing else begins', async () => {
    const door = gate();
    const rebalancing = Object.assign(new Error('rebalance'), { type: 'REBALANCE_IN_PROGRESS' });
    const { collector, asked, committed } = collecting(() => door.passed);
    const done = collector.add(fetched(0, 8, () => Promise.reject(rebalancing)).payload);
    await until('the handler runs and the group was asked', () => asked.length === 1 && collector.stopped);
    door.open();
    await expect(done).rejects.toBe(rebalancing);
    expect(asked).toHaveLength(1);
    expect(committed).toEqual([[at(0, 4)]]);
  });

  test('is handled no further when it cannot be committed', async () => {
    const { collector, asked, state } = collecting();
    state.commitFails = new Error('away');
    await expect(collector.add(fetched(0, 4).payload)).rejects.toThrow('away');
    expect(asked).toHaveLength(1);
    await expect(collector.add(fetched(1, 1).payload)).rejects.toThrow('away');
    expect(asked).toHaveLength(1);
  });

  test('waits for a handler of an earlier membership', async () => {
    const door = gate();
    const turn = new Turn();
    const old = collecting(() => door.passed, turn);
    const done = old.collector.add(fetched(0, 1).payload);
    await until('the old handler runs', () => old.asked.length === 1);
    old.collector.abandon();
    await done;
    const next = collecting(undefined, turn);
    const later = next.collector.add(fetched(0, 1).payload);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(next.asked).toEqual([]);
    door.open();
    await later;
    expect(next.asked).toHaveLength(1);
  });

  test('of a process that was frozen is not handled before the group has said that it is still a member', async () => {
    const gone = Object.assign(new Error('unknown'), { type: 'UNKNOWN_MEMBER_ID' });
    const { collector, asked } = collecting();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(collector.add(fetched(0, 1, () => Promise.reject(gone)).payload)).rejects.toBe(gone);
    expect(asked).toEqual([]);
  });

  test('nor where the wall clock was set back meanwhile: silence is measured by a clock that nobody sets', async () => {
    const gone = Object.assign(new Error('unknown'), { type: 'UNKNOWN_MEMBER_ID' });
    const { collector, asked } = collecting();
    const setBack = Date.now() - 300_000;
    const wall = jest.spyOn(Date, 'now').mockImplementation(() => setBack);
    try {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await expect(collector.add(fetched(0, 1, () => Promise.reject(gone)).payload)).rejects.toBe(gone);
      expect(asked).toEqual([]);
    } finally {
      wall.mockRestore();
    }
  });
});
