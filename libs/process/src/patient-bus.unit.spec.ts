import { BusUnavailable, type Bus, type BusConsumer, type Subscription } from '@lienthong/bus';
import { patientBus, type PatientBusOptions } from './patient-bus.js';

/** A bus whose brokers can be away. */
class FarBus implements Bus {
  readonly name = 'far';
  readonly maxRecordBytes = 1;
  away: Error | undefined;
  asked = 0;
  closed = 0;
  readonly subscribed: Subscription[] = [];
  ensureTopics(): Promise<void> {
    this.asked += 1;
    return this.away ? Promise.reject(this.away) : Promise.resolve();
  }
  subscribe(subscription: Subscription): Promise<BusConsumer> {
    this.subscribed.push(subscription);
    return Promise.resolve({ close: () => Promise.resolve(void (this.closed += 1)) });
  }
  publish = (): Promise<void> => Promise.resolve();
  lag = () => Promise.resolve({});
  health = () => Promise.resolve({ state: 'up' } as const);
  close = (): Promise<void> => Promise.resolve();
}

const subscription: Subscription = {
  group: 'gateway',
  topics: ['t'],
  handler: (deliveries) => Promise.resolve(deliveries.map(() => 'handled')),
  quarantine: () => Promise.resolve(),
};
const patient = (bus: Bus, change: Partial<PatientBusOptions> = {}) =>
  patientBus({ bus, topics: ['t'], onWaiting: () => undefined, firstPauseMillis: 2, longestPauseMillis: 8, ...change });
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it('subscribes at once where the brokers answer', async () => {
  const bus = new FarBus();
  const heard = patient(bus);
  const consumer = await heard.subscribe(subscription);
  await moment();
  expect([bus.subscribed.length, heard.waiting()]).toEqual([1, []]);
  await consumer.close();
  expect(bus.closed).toBe(1);
});

it('does not wait for brokers that are away: says why, tries again with growing pauses, begins when they are back', async () => {
  const bus = new FarBus();
  bus.away = new BusUnavailable('the brokers do not answer');
  const pauses: number[] = [];
  const heard = patient(bus, { onWaiting: ({ pauseMillis }) => pauses.push(pauseMillis) });
  await heard.subscribe(subscription);
  while (pauses.length < 5) await moment();
  expect(heard.waiting()).toEqual([
    { what: 'consumer', why: 'gateway does not hear the bus yet (the brokers do not answer)' },
  ]);
  expect(pauses.slice(0, 5)).toEqual([2, 4, 8, 8, 8]);
  bus.away = undefined;
  while (bus.subscribed.length === 0) await moment();
  expect([bus.subscribed.length, heard.waiting()]).toEqual([1, []]);
});

it('names what the brokers refuse', async () => {
  const bus = new FarBus();
  bus.away = Object.assign(new Error('a text that may hold anything'), { type: 'INVALID_REPLICATION_FACTOR' });
  const heard = patient(bus);
  const consumer = await heard.subscribe(subscription);
  await moment();
  expect(heard.waiting()).toMatchObject([{ why: expect.stringMatching(/INVALID_REPLICATION_FACTOR\)$/) }]);
  await consumer.close();
});

it('gives up trying when the consumer is closed', async () => {
  const bus = new FarBus();
  bus.away = new BusUnavailable('away');
  const heard = patient(bus);
  const consumer = await heard.subscribe(subscription);
  await consumer.close();
  const asked = bus.asked;
  bus.away = undefined;
  await moment();
  await moment();
  expect([bus.asked, bus.subscribed.length]).toEqual([asked, 0]);
});
