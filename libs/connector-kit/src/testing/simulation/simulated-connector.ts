import { idempotent, repeatable, resolvable, type AnyOperation, type Connector, type Outcome } from '../../port.js';
import type { ResolveCall, SendCall } from '../../port.js';
import type { HttpResult, Transport } from '@lienthong/transport';

export const partnerName = 'simulated';

const parse = (payload: unknown): unknown => payload;
/** A lease outlives one of these calls; the slow ones outlive a lease. */
const quick = { parse, hardDeadlineMs: 900, settlingMs: 600 };
const slow = { parse, hardDeadlineMs: 3_000, settlingMs: 1_000 };

async function send(operation: string, settlingMs: number, { items, http }: SendCall<unknown>): Promise<Outcome> {
  const body = JSON.stringify({
    ...{ operation, settlingMs },
    items: items.map(({ exchange, subject, number }) => ({ exchange, subject, number })),
  });
  return outcomeOf(await http.send({ method: 'POST', path: `/${operation}`, body }));
}

function outcomeOf(result: HttpResult): Outcome {
  if (!result.ok) return { outcome: result.firstByteLeft ? 'unknown' : 'later', cause: result.cause };
  if (result.status === 422) return { outcome: 'refused', cause: 'partner.refused', whoActs: 'agency' };
  if (result.status === 429) return { outcome: 'later', cause: 'partner.busy', retryAfterMs: 300 };
  const said = saidIn(result);
  if (said === 'throw') throw new Error('a defect of the connector (simulated)');
  return said === 'done' ? { outcome: 'done' } : { outcome: 'unknown', cause: 'answer.unreadable' };
}

function saidIn(result: HttpResult): string | undefined {
  if (!result.ok || result.status !== 200) return undefined;
  try {
    return (JSON.parse(Buffer.from(result.body).toString('utf8')) as { said?: string }).said;
  } catch {
    return undefined;
  }
}

type Send = (call: SendCall<unknown>) => Promise<Outcome>;

/** A look-up goes before: unreadable answers to it are no unknown fate. */
const lookedUp =
  (sendIt: Send): Send =>
  async (call) => {
    const looked = await call.http.read({ method: 'GET', path: `/look/${call.items[0].exchange}` });
    if (!looked.ok) return { outcome: 'later', cause: looked.cause };
    if (saidIn(looked) === undefined) return { outcome: 'brokenContract', cause: 'answer.unreadable' };
    return sendIt(call);
  };

const question = async ({ item, http }: ResolveCall<unknown>): Promise<string | undefined> =>
  saidIn(await http.read({ method: 'GET', path: `/status/${item.exchange}` }));

const refused = { found: 'refused', cause: 'partner.refused', whoActs: 'agency' } as const;
const open = { found: 'open', cause: 'partner.pending' } as const;

/** One operation of each declaration and lane kind. */
export const operations: Readonly<Record<string, AnyOperation>> = {
  state: idempotent({
    ...quick,
    lane: 'latest',
    recognisedBy: 'subject',
    send: lookedUp((call) => send('state', quick.settlingMs, call)),
  }),
  notice: repeatable({
    ...slow,
    lane: 'latest',
    harm: 'told twice',
    onDoubt: 'repeat',
    send: (call) => send('notice', slow.settlingMs, call),
  }),
  poster: repeatable({
    ...slow,
    lane: 'latest',
    harm: 'seen twice',
    onDoubt: 'park',
    send: (call) => send('poster', slow.settlingMs, call),
  }),
  entry: idempotent({
    ...slow,
    lane: 'append',
    recognisedBy: 'exchange',
    send: (call) => send('entry', slow.settlingMs, call),
  }),
  row: repeatable({
    ...quick,
    lane: 'append',
    harm: 'an identical row',
    onDoubt: 'repeat',
    batch: 3,
    send: (call) => send('row', quick.settlingMs, call),
  }),
  push: repeatable({
    ...quick,
    lane: 'append',
    harm: 'counted twice',
    onDoubt: 'park',
    batch: 2,
    send: (call) => send('push', quick.settlingMs, call),
  }),
  tally: repeatable({
    ...quick,
    lane: 'append',
    harm: 'counted twice',
    onDoubt: 'park',
    batch: 2,
    standAlone: 'each is counted for itself',
    send: (call) => send('tally', quick.settlingMs, call),
  }),
  tick: repeatable({
    ...slow,
    lane: 'append',
    harm: 'counted twice',
    onDoubt: 'repeat',
    standAlone: 'each is counted for itself',
    send: (call) => send('tick', slow.settlingMs, call),
  }),
  pay: resolvable<unknown, 'both'>({
    ...quick,
    lane: 'once',
    proves: 'both',
    maxQuestions: 3,
    send: (call) => send('pay', quick.settlingMs, call),
    resolve: async (call) => {
      const said = await question(call);
      if (said === 'done') return { found: 'done' };
      if (said === 'refused') return refused;
      return said === 'absent' ? { found: 'absent' } : open;
    },
  }),
  order: resolvable<unknown, 'presence'>({
    ...slow,
    lane: 'append',
    proves: 'presence',
    maxQuestions: 3,
    send: lookedUp((call) => send('order', slow.settlingMs, call)),
    resolve: async (call) => {
      const said = await question(call);
      if (said === 'done') return { found: 'done' };
      return said === 'refused' ? refused : open;
    },
  }),
};

/** The same, with payloads that may not be readable. */
const read = (readable: () => boolean): Connector['operations'] => {
  const parse = (payload: unknown): unknown => {
    if (readable()) return payload;
    throw new Error('not the payload of our contract (simulated)');
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, { ...operation, parse }]));
};

export const simulatedConnector = (transport: Transport, readable: () => boolean): Connector => ({
  partner: partnerName,
  owner: 'the schedule',
  contractVersion: '1',
  operations: read(readable),
  limits: {
    concurrency: 256,
    ratePerSecond: 10_000,
    retryFirstMs: 200,
    retryMaxMs: 800,
    breakerFailures: 4,
    breakerOpenMs: 500,
    maxBrokenContract: 2,
  },
  transport,
  personalFields: [],
  health: () => Promise.resolve({ state: 'up' }),
});
