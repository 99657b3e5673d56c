import type { ConnectorJob, ConnectorJobCall } from '@lienthong/connector-kit';
import { Pace, paced } from './pace.js';

const now = new Date('2026-08-01T07:00:00Z');
const later = new Date('2026-08-01T08:00:00Z');

describe('paced', () => {
  const ran: unknown[] = [];
  const job: ConnectorJob = {
    kind: 'x',
    run: ({ payload }) => {
      ran.push(payload);
      return Promise.resolve({ next: later });
    },
  };
  const call = (payload: unknown): ConnectorJobCall =>
    ({ payload, now, signal: new AbortController().signal }) as unknown as ConnectorJobCall;
  beforeEach(() => void (ran.length = 0));

  it('so many a second run; the others are set for their turns, and run then', async () => {
    const slow = paced(job, new Pace(0.5));
    expect(await slow.run(call({ tries: 1 }))).toEqual({ next: later, payload: { tries: 1 } });
    const turns = [await slow.run(call(null)), await slow.run(call({ tries: 3 }))];
    expect(turns).toEqual([
      { next: new Date(now.getTime() + 2_000), payload: { turn: true } },
      { next: new Date(now.getTime() + 4_000), payload: { tries: 3, turn: true } },
    ]);
    expect(ran).toEqual([{ tries: 1 }]);
    // In its turn it asks, and has none the next time.
    expect(await slow.run(call(turns[1]!.payload))).toEqual({ next: later, payload: { tries: 3 } });
    expect(ran).toEqual([{ tries: 1 }, { tries: 3 }]);
  });

  it('what is urgent waits behind nobody', async () => {
    const slow = paced(job, new Pace(0.5), ({ told }) => told !== undefined);
    await slow.run(call({}));
    await slow.run(call({}));
    expect(await slow.run(call({ told: 0 }))).toMatchObject({ next: later });
  });
});

it('a pause is not saved up for', () => {
  const pace = new Pace(10);
  expect([pace.reserve(0), pace.reserve(0), pace.reserve(5_000), pace.reserve(5_000)]).toEqual([0, 100, 0, 100]);
});
