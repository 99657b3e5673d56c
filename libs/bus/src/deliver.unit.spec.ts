import { deliver, type DeliverOptions } from './deliver.js';
import type { BusEvent } from './events.js';
import type { Delivery, Verdict } from './port.js';

const delivery = (n: number): Delivery => ({
  topic: 't',
  key: `k${n % 3}`,
  headers: {},
  value: Uint8Array.of(n),
  partition: 0,
  offset: String(n),
  appendedAt: new Date(0),
});
const batchOf = (count: number): Delivery[] => Array.from({ length: count }, (_, n) => delivery(n));
const numbers = (deliveries: readonly Delivery[]): number[] => deliveries.map(({ offset }) => Number(offset));
const allHandled = (deliveries: readonly Delivery[]): Verdict[] => deliveries.map(() => 'handled');
const outage = () => Object.assign(new Error('the server is away'), { code: '08006' });

function story(handler: DeliverOptions['handler'], more: Partial<DeliverOptions> = {}) {
  const told = {
    asked: [] as number[][],
    quarantined: [] as [number, string][],
    settled: [] as number[],
    events: [] as BusEvent[],
  };
  const stop = new AbortController();
  const options: DeliverOptions = {
    group: 'g',
    handler: (deliveries) => {
      told.asked.push(numbers(deliveries));
      return handler(deliveries);
    },
    quarantine: async ({ offset }, reason) => void told.quarantined.push([Number(offset), reason]),
    signal: stop.signal,
    settled: (count) => told.settled.push(count),
    onEvent: (event) => told.events.push(event),
    pauses: { firstMillis: 1, longestMillis: 4 },
    ...more,
  };
  return { told, stop, run: (count: number) => deliver(batchOf(count), options) };
}

/** A handler with a transaction: it takes all of a part or, when one of them is in `bad`, nothing. */
function transactional(bad: readonly number[], error: () => unknown = () => new TypeError('no')) {
  const effects: number[] = [];
  const handler = async (deliveries: readonly Delivery[]): Promise<Verdict[]> => {
    if (numbers(deliveries).some((n) => bad.includes(n))) throw error();
    effects.push(...numbers(deliveries));
    return allHandled(deliveries);
  };
  return { effects, handler };
}

describe('deliver', () => {
  test('a handled batch is settled as a whole, by one call', async () => {
    const { told, run } = story(async (deliveries) => allHandled(deliveries));
    expect(await run(4)).toBe(4);
    expect(told).toMatchObject({ asked: [[0, 1, 2, 3]], settled: [4], quarantined: [], events: [] });
  });

  test('a poison verdict is quarantined with its reason; the others are not run again', async () => {
    const { told, run } = story(async () => ['handled', { poison: 'not JSON' }, 'handled']);
    expect(await run(3)).toBe(3);
    expect(told).toMatchObject({ asked: [[0, 1, 2]], quarantined: [[1, 'not JSON']], settled: [1, 3] });
  });

  test('a throw is bisected to the delivery that causes it; neighbours take effect once, in order', async () => {
    const { effects, handler } = transactional([5]);
    const { told, run } = story(handler);
    expect(await run(8)).toBe(8);
    expect(effects).toEqual([0, 1, 2, 3, 4, 6, 7]);
    expect(told.quarantined).toEqual([[5, 'handler.failed: TypeError']]);
    expect(told.asked).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [4, 5],
      [4],
      [5],
      [5],
      [5],
      [6, 7],
    ]);
  });

  test.each([[[0]], [[7]], [[0, 7]], [[3, 4]], [[0, 1, 2, 3, 4, 5, 6, 7]]])(
    'keys keep their order while %j are bisected out',
    async (bad) => {
      const { effects, handler } = transactional(bad);
      const { told, run } = story(handler);
      expect(await run(8)).toBe(8);
      expect(effects).toEqual([0, 1, 2, 3, 4, 5, 6, 7].filter((n) => !bad.includes(n)));
      expect(told.quarantined.map(([n]) => n)).toEqual(bad);
      expect(told.settled).toEqual([...told.settled].sort((a, b) => a - b));
    },
  );

  test('a delivery that fails alone is tried three times, and taken when the third succeeds', async () => {
    let tries = 0;
    const { told, run } = story(async (deliveries) => {
      if ((tries += 1) < 3) throw new Error('a lock, perhaps');
      return allHandled(deliveries);
    });
    expect(await run(1)).toBe(1);
    expect(told).toMatchObject({ asked: [[0], [0], [0]], quarantined: [] });
  });

  test('the reason names the error and its code, never its text', async () => {
    const named = Object.assign(new Error('key (applicant)=(Nguyễn Văn A)'), { name: 'DatabaseError', code: '23505' });
    const { told, run } = story(transactional([0], () => named).handler);
    await run(1);
    expect(told.quarantined).toEqual([[0, 'handler.failed: DatabaseError 23505']]);
    expect(JSON.stringify(told.events)).not.toContain('Nguyễn');
  });

  test('an outage acknowledges nothing, pauses longer each time, and runs the same again', async () => {
    let away = 4;
    const { told, run } = story(async (deliveries) => {
      if (away-- > 0) throw new Error('query failed', { cause: outage() });
      return allHandled(deliveries);
    });
    expect(await run(2)).toBe(2);
    expect(told.asked).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(told.events.map((event) => ('pauseMillis' in event ? event.pauseMillis : event.kind))).toEqual([
      1,
      2,
      4,
      4,
      'consumer.resumed',
    ]);
    expect(told).toMatchObject({ settled: [2], quarantined: [] });
  });

  test('an outage in the middle of a bisection loses no place and blames nobody', async () => {
    let asked = 0;
    const { effects, handler } = transactional([2]);
    const { told, run } = story(async (deliveries) => {
      asked += 1;
      if (asked % 2 === 0) throw outage();
      return handler(deliveries);
    });
    expect(await run(4)).toBe(4);
    expect(effects).toEqual([0, 1, 3]);
    expect(told.quarantined.map(([n]) => n)).toEqual([2]);
  });

  test('an outage is no attempt: a delivery that fails alone still has its three', async () => {
    const faults = [new Error('a'), outage(), new Error('b'), outage()];
    const { told, run } = story(async (deliveries) => {
      const fault = faults.shift();
      if (fault) throw fault;
      return allHandled(deliveries);
    });
    expect(await run(1)).toBe(1);
    expect(told.quarantined).toEqual([]);
  });

  test('a quarantine that throws holds the delivery, and what follows it, until it succeeds', async () => {
    let failures = 3;
    const stored: number[] = [];
    const { told, run } = story(async () => ['handled', { poison: 'p' }, 'handled'], {
      quarantine: async ({ offset }) => {
        if (failures-- > 0) throw new Error('disk full');
        stored.push(Number(offset));
      },
    });
    expect(await run(3)).toBe(3);
    expect(stored).toEqual([1]);
    expect(told.asked).toHaveLength(1);
    expect(told.events.filter(({ kind }) => kind === 'quarantine.failed')).toHaveLength(3);
  });

  test('aborted while the quarantine fails: acknowledged up to the delivery before it', async () => {
    const { told, stop, run } = story(async () => ['handled', { poison: 'p' }, 'handled'], {
      quarantine: async () => {
        stop.abort();
        throw new Error('disk full');
      },
    });
    expect(await run(3)).toBe(1);
    expect(told.settled).toEqual([1]);
  });

  test('aborted during an outage: nothing is acknowledged and the pause ends at once', async () => {
    const { told, stop, run } = story(async () => Promise.reject(outage()), {
      pauses: { firstMillis: 60_000, longestMillis: 60_000 },
    });
    const running = run(3);
    stop.abort();
    expect(await running).toBe(0);
    expect(told.settled).toEqual([]);
  });

  test('aborted while the handler runs: its verdicts still count, nothing new begins', async () => {
    const { told, stop, run } = story(async (deliveries) => {
      stop.abort();
      return allHandled(deliveries);
    });
    expect(await run(2)).toBe(2);
    expect(told.settled).toEqual([2]);
  });

  test('aborted during a bisection: the settled part counts, the rest is not begun', async () => {
    const { handler } = transactional([3]);
    const { told, stop, run } = story(async (deliveries) => {
      const verdicts = await handler(deliveries);
      stop.abort();
      return verdicts;
    });
    expect(await run(4)).toBe(2);
    expect(told.asked).toEqual([
      [0, 1, 2, 3],
      [0, 1],
    ]);
  });

  test.each<[string, unknown]>([
    ['too few verdicts', ['handled']],
    ['too many verdicts', ['handled', 'handled', 'handled']],
    ['no verdicts', undefined],
    ['an unknown verdict', ['handled', 'done']],
    ['a poison without a reason', ['handled', {}]],
  ])('%s are a fault of the handler, never an acknowledgement', async (_, answer) => {
    const { told, run } = story(async (deliveries) => (deliveries.length === 1 ? [] : answer) as Verdict[]);
    await run(2);
    expect(told.quarantined).toEqual([
      [0, 'handler.failed: WrongVerdicts bus.wrongVerdicts'],
      [1, 'handler.failed: WrongVerdicts bus.wrongVerdicts'],
    ]);
  });

  test('an empty batch asks nobody', async () => {
    const { told, run } = story(async () => []);
    expect(await run(0)).toBe(0);
    expect(told.asked).toEqual([]);
  });
});
