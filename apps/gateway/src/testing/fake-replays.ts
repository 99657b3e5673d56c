import type { ActOnThing, Paged } from '../core-words.js';
import type {
  FailureClassView,
  ReplayCore,
  ReplayItemView,
  ReplayView,
  StartReplay,
  StartReplayAnswer,
  StopReplayAnswer,
} from '../replays/core.js';

export const replayId = '0192f3a0-0000-7000-8000-0000000000d1';
export const failureClass = 'dvc-portal:addProgress:portal.refused';
const at = '2026-11-22T01:00:00.000Z';
const exchange = '0192f3a0-0000-7000-8000-0000000000e1';

const aClass: FailureClassView = {
  ...{ class: failureClass, partner: 'dvc-portal', operation: 'addProgress', cause: 'portal.refused' },
  ...{ detail: 'sai', whoActs: 'agency', count: 3, firstSeenAt: at, lastSeenAt: at, oldestDue: at, sample: exchange },
  ...{ fates: { surelyNotDone: 0, refused: 2, unknown: 1 }, replayable: 2, openReplay: replayId },
};
const aReplay: ReplayView = {
  ...{ id: replayId, class: failureClass, mode: 'canary', state: 'recurred', by: 'an', why: 'đã sửa cấu hình' },
  ...{ perSecond: 5, planned: 2, notReplayable: 1, beganAt: at, endedAt: at, stoppedBy: 'an' },
  recurrence: { exchange, class: failureClass },
  stages: [{ stage: 1, beganAt: at, endedAt: at, sent: 1, succeeded: 0, failed: 1, setAside: 0, notSent: 0 }],
};
const anItem: ReplayItemView = { exchange, subject: 'H44.1', state: 'notSent', stage: 1, reason: 'exchange.ended' };

/** Classes and replays for tests of the HTTP rim. */
export class FakeReplays implements ReplayCore {
  answer: StartReplayAnswer = { kind: 'accepted', replay: aReplay, replayed: false };
  stopAnswer: StopReplayAnswer = { kind: 'accepted', replay: aReplay, replayed: false };
  readonly started: StartReplay[] = [];

  constructor(private readonly outage: () => Error | undefined) {}

  listClasses(): Promise<Paged<FailureClassView>> {
    return this.#answer({ items: [aClass] });
  }
  start(command: StartReplay): Promise<StartReplayAnswer> {
    this.started.push(command);
    return this.#answer(this.answer);
  }
  stop({ id }: ActOnThing): Promise<StopReplayAnswer> {
    return this.#answer(id === replayId ? this.stopAnswer : { kind: 'notFound' });
  }
  get(id: string): Promise<ReplayView | undefined> {
    return this.#answer(id === replayId ? aReplay : undefined);
  }
  list(): Promise<Paged<ReplayView>> {
    return this.#answer({ items: [aReplay] });
  }
  items(id: string): Promise<Paged<ReplayItemView> | undefined> {
    return this.#answer(id === replayId ? { items: [anItem] } : undefined);
  }

  async #answer<T>(answer: T): Promise<T> {
    await Promise.resolve();
    const outage = this.outage();
    if (outage) throw outage;
    return answer;
  }
}
