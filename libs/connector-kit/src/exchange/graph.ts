import { exchangeStates, laneKinds, type ExchangeState, type LaneKind } from '@lienthong/contracts';
import type { AnyOperation, PartnerLimits } from '../port.js';
import { isRejected, transition, type Transition, type TransitionContext, type WorkEvent } from './transitions.js';
import { announced, type WorkState } from './work.js';

/** What may happen to an exchange, named for the graph; `make` gives the event itself. */
export interface NamedEvent {
  readonly name: string;
  readonly event: WorkEvent;
}

const attempt = (name: string, outcome: Extract<WorkEvent, { type: 'attemptEnded' }>['outcome']): NamedEvent => ({
  name,
  event: { type: 'attemptEnded', outcome, startedAt: 0 },
});

export const namedEvents: readonly NamedEvent[] = [
  { name: 'attempt stored', event: { type: 'attemptStored' } },
  attempt('done', { outcome: 'done' }),
  attempt('refused', { outcome: 'refused', cause: 'partner.refused', whoActs: 'agency' }),
  attempt('later', { outcome: 'later', cause: 'transport.connectionRefused' }),
  attempt('unknown', { outcome: 'unknown', cause: 'transport.timeout' }),
  attempt('broken contract', { outcome: 'brokenContract', cause: 'answer.unreadable' }),
  { name: 'batch split', event: { type: 'batchSplit' } },
  { name: 'payload unreadable', event: { type: 'payloadUnreadable' } },
  { name: 'owner lost', event: { type: 'ownerLost' } },
  { name: 'restored from a backup', event: { type: 'restored', at: 0 } },
  { name: 'found done', event: { type: 'questionAnswered', resolution: { found: 'done' }, askedAt: 1_000 } },
  {
    name: 'found refused',
    event: {
      type: 'questionAnswered',
      resolution: { found: 'refused', cause: 'partner.refused', whoActs: 'agency' },
      askedAt: 1_000,
    },
  },
  { name: 'found absent', event: { type: 'questionAnswered', resolution: { found: 'absent' }, askedAt: 1_000 } },
  {
    name: 'still open',
    event: { type: 'questionAnswered', resolution: { found: 'open', cause: 'partner.pending' }, askedAt: 1_000 },
  },
  { name: 'newer number goes', event: { type: 'superseded', by: '00000000-0000-7000-8000-000000000000' } },
  { name: 'operator retries', event: { type: 'operatorRetried' } },
  { name: 'operator finds done', event: { type: 'operatorResolved', finding: 'done' } },
  { name: 'operator finds not done', event: { type: 'operatorResolved', finding: 'notDone' } },
  { name: 'operator abandons', event: { type: 'operatorAbandoned' } },
];

const limits: PartnerLimits = {
  concurrency: 1,
  ratePerSecond: 1,
  retryFirstMs: 1,
  retryMaxMs: 1,
  breakerFailures: 1,
  breakerOpenMs: 1,
  maxBrokenContract: 2,
};

const base = { parse: (payload: unknown) => payload, hardDeadlineMs: 1, settlingMs: 1 };
const never = (): Promise<never> => Promise.reject(new Error('only declared'));

/** One declaration of each kind, in each lane it may have. */
export const declarations: readonly {
  readonly name: string;
  readonly operation: AnyOperation;
  readonly lane: LaneKind;
}[] = [
  ...laneKinds.flatMap((lane) => [
    {
      name: 'idempotent',
      lane,
      operation: { ...base, fate: 'idempotent', lane, recognisedBy: 'key', send: never } as const,
    },
    ...(['repeat', 'park'] as const).map((onDoubt) => ({
      name: `repeatable, on doubt ${onDoubt}`,
      lane,
      operation: { ...base, fate: 'repeatable', lane, harm: 'none', onDoubt, send: never } as const,
    })),
  ]),
  ...(['append', 'once'] as const).flatMap((lane) =>
    (['both', 'presence'] as const).map((proves) => ({
      name: `resolvable, proves ${proves}`,
      lane,
      operation: {
        ...base,
        fate: 'resolvable',
        lane,
        proves,
        send: never,
        resolve: never,
        maxQuestions: 3,
      } as AnyOperation,
    })),
  ),
];

export interface Edge {
  readonly from: ExchangeState;
  readonly event: string;
  readonly to: ExchangeState;
}

/** One event at one state that can be reached from `announced`, under one declaration. */
export interface Visit {
  readonly declaration: string;
  readonly work: WorkState;
  readonly event: string;
  readonly to: Transition;
}

/** All that can happen, and all that is refused: every named event at every state that some declaration can reach. */
export function* visits(): Iterable<Visit> {
  for (const { name, operation, lane } of declarations) {
    const context: TransitionContext = { operation, lane, limits, now: 1_000, random: () => 0 };
    for (const visit of walk(context)) yield { declaration: `${name}, ${lane}`, ...visit };
  }
}

/** All edges that some declaration can take, found by walking from `announced`. */
export function reachableEdges(): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { work, event, to } of visits()) {
    if (!isRejected(to)) edges.set(`${work.state}|${event}|${to.state}`, { from: work.state, event, to: to.state });
  }
  return [...edges.values()].sort((a, b) => order(a.from) - order(b.from) || order(a.to) - order(b.to));
}

function* walk(context: TransitionContext): Iterable<Omit<Visit, 'declaration'>> {
  const seen = new Set<string>();
  const open: WorkState[] = [announced];
  for (let work = open.pop(); work; work = open.pop()) {
    for (const { name, event } of namedEvents) {
      const to = transition(work, event, context);
      yield { work, event: name, to };
      if (isRejected(to)) continue;
      const key = JSON.stringify([
        to.state,
        to.surelyNotDone,
        to.outcome,
        Math.min(to.broken, 3),
        Math.min(to.questions, 4),
      ]);
      if (!seen.has(key)) {
        seen.add(key);
        open.push({ ...to, broken: Math.min(to.broken, 3), questions: Math.min(to.questions, 4) });
      }
    }
  }
}

/** What may happen to one that is parked with an unknown fate. */
function inDoubt(): string[] {
  const doubtful = [...visits()].filter(({ work, to }) => {
    return work.state === 'parked' && !work.surelyNotDone && !isRejected(to);
  });
  const applied = new Set(doubtful.map(({ event }) => event));
  return namedEvents.map(({ name }) => name).filter((name) => applied.has(name));
}

const order = (state: ExchangeState): number => exchangeStates.indexOf(state);

/** The state graph as a Mermaid diagram; events with the same ends share an arrow. */
export function drawGraph(): string {
  const arrows = Map.groupBy(reachableEdges(), ({ from, to }) => `${from} --> ${to}`);
  const lines = [...arrows].map(([arrow, edges]) => `  ${arrow}: ${edges.map(({ event }) => event).join(' · ')}`);
  return [
    'stateDiagram-v2',
    '  [*] --> waiting: announced',
    ...lines,
    `  note right of parked: with an unknown fate only ${inDoubt().join(' · ')}`,
    '  settled --> [*]',
    '  superseded --> [*]',
    '  abandoned --> [*]',
  ].join('\n');
}
