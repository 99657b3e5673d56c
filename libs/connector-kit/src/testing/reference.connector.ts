import { createTransport } from '@lienthong/transport';
import { outcomeOfFailedSend, outcomeOfRefusal } from '../outcome-of-call.js';
import type { HttpAnswer, TransportSettings } from '@lienthong/transport';
import {
  idempotent,
  repeatable,
  resolvable,
  type Connector,
  type Outcome,
  type PartnerLimits,
  type ResolveCall,
  type SendCall,
} from '../port.js';

export interface ReferenceConnectorOptions {
  readonly baseUrl: string;
  readonly hardDeadlineMs: number;
  readonly settlingMs: number;
  readonly limits?: Partial<PartnerLimits>;
  readonly transport?: Partial<TransportSettings>;
  /** Questions after which an exchange of unknown fate is parked (10). */
  readonly maxQuestions?: number;
}

/** What the reference partner is told; `refuse` makes it refuse, `person` is personal. */
export interface ReferenceContent {
  readonly text: string;
  readonly person?: string;
  readonly refuse?: boolean;
}

const limits: PartnerLimits = {
  concurrency: 32,
  ratePerSecond: 10_000,
  retryFirstMs: 20,
  retryMaxMs: 200,
  breakerFailures: 1_000,
  breakerOpenMs: 200,
  maxBrokenContract: 3,
};

/** Connector of the reference partner: one operation of each declaration and lane kind. Never part of a production build. */
export function createReferenceConnector(options: ReferenceConnectorOptions): Connector {
  const { hardDeadlineMs, settlingMs } = options;
  const common = { parse: parseContent, hardDeadlineMs, settlingMs };
  return {
    partner: 'reference',
    owner: 'the test that started it',
    contractVersion: '1',
    operations: {
      setState: idempotent({
        ...common,
        lane: 'latest',
        recognisedBy: 'subject and number; a copy is answered with copies: 1',
        send: sendTo('setState'),
      }),
      register: idempotent({
        ...common,
        lane: 'once',
        recognisedBy: 'exchange; a copy is answered with copies: 1',
        send: sendTo('register'),
      }),
      appendNote: repeatable({
        ...common,
        lane: 'append',
        harm: 'a note stands twice',
        onDoubt: 'repeat',
        batch: 5,
        send: sendTo('appendNote'),
      }),
      announce: repeatable({
        ...common,
        lane: 'append',
        harm: 'somebody is told twice',
        onDoubt: 'park',
        send: sendTo('announce'),
      }),
      tally: repeatable({
        ...common,
        lane: 'append',
        harm: 'something is counted twice',
        onDoubt: 'park',
        standAlone: 'each is counted for itself',
        send: sendTo('tally'),
      }),
      reserve: resolvable<ReferenceContent, 'both'>({
        ...common,
        lane: 'once',
        proves: 'both',
        maxQuestions: options.maxQuestions ?? 10,
        send: sendTo('reserve'),
        resolve: queryReservation,
      }),
      post: resolvable<ReferenceContent, 'presence'>({
        ...common,
        lane: 'append',
        proves: 'presence',
        maxQuestions: options.maxQuestions ?? 10,
        send: sendTo('post'),
        resolve: readFeed,
      }),
    },
    limits: { ...limits, ...options.limits },
    transport: createTransport({
      baseUrl: options.baseUrl,
      maxResponseBytes: 1024 * 1024,
      maxRequestBytes: 1024 * 1024,
      connections: 32,
      connectTimeoutMs: 1_000,
      keepAliveMs: 2_000,
      allowPrivateAddresses: true,
      ...options.transport,
    }),
    personalFields: ['person'],
    health: async (http) => {
      const result = await http.read({ method: 'GET', path: '/ping' });
      if (!result.ok) return { state: 'down', cause: result.cause };
      return result.status === 200 ? { state: 'up' } : { state: 'down', cause: 'reference.serverError' };
    },
  };
}

function parseContent(payload: unknown): ReferenceContent {
  if (typeof payload !== 'object' || payload === null || typeof (payload as ReferenceContent).text !== 'string') {
    throw new TypeError('a reference payload has a text');
  }
  return payload as ReferenceContent;
}

const sendTo =
  (operation: string) =>
  async ({ items, http, now }: SendCall<ReferenceContent>): Promise<Outcome> => {
    const { subject } = items[0];
    const rows = items.map(({ exchange, number, payload }) => ({ exchange, number, content: payload }));
    const result = await http.send({
      method: 'POST',
      path: `/${operation}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject, rows }),
    });
    return result.ok ? outcomeOf(result, now) : outcomeOfFailedSend(result);
  };

function outcomeOf(answer: HttpAnswer, now: Date): Outcome {
  const refusal = outcomeOfRefusal('reference', answer, now);
  if (refusal) return refusal;
  if (answer.status >= 500) return { outcome: 'unknown', cause: 'reference.serverError' };
  const said = readJson(answer);
  if (answer.status === 422 && said?.['refused'] !== undefined) {
    return { outcome: 'refused', cause: 'reference.refused', whoActs: 'agency' };
  }
  if (answer.status !== 200 || typeof said?.['accepted'] !== 'number') {
    return { outcome: 'unknown', cause: 'reference.brokenContract' };
  }
  return { outcome: 'done', facts: { accepted: said['accepted'], copies: said['copies'] } };
}

/** By the reference that is our exchange id; the partner says both "held" and "absent". */
async function queryReservation(call: ResolveCall<ReferenceContent>) {
  const said = await ask(call, '/queryReservation');
  if (said?.['state'] === 'held') return { found: 'done', facts: { found: true } } as const;
  if (said?.['state'] === 'absent') return { found: 'absent' } as const;
  return { found: 'open', cause: 'reference.noAnswer' } as const;
}

/** A row in the feed shows that it was done; that there is none shows nothing. */
async function readFeed(call: ResolveCall<ReferenceContent>) {
  const said = await ask(call, '/readFeed');
  if (Array.isArray(said?.['rows']) && said['rows'].length > 0)
    return { found: 'done', facts: { found: true } } as const;
  return { found: 'open', cause: said ? 'reference.notInFeed' : 'reference.noAnswer' } as const;
}

async function ask({ item, http }: ResolveCall<ReferenceContent>, path: string) {
  const about = new URLSearchParams({ subject: item.subject, exchange: item.exchange });
  const result = await http.read({ method: 'GET', path: `${path}?${about.toString()}` });
  return result.ok && result.status === 200 ? readJson(result) : undefined;
}

function readJson(answer: HttpAnswer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(answer.body).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
