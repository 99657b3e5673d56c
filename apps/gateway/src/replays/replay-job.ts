import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobEnd } from '@lienthong/store';
import type { OperatorActAnswer } from '../core.js';
import { paceOf } from '../pipeline/pace.js';
import { submitApart, type SubmitAll } from '../pipeline/submit-apart.js';
import type { Unit, UnitResult } from '../pipeline/unit.js';
import { replayOf } from './replay-rows.js';
import { ReplayRun, type ReplayTools, type Run, type TakenItem } from './replay-run.js';
import { nextStep } from './stages.js';

export interface ReplayJobOptions extends ReplayTools {
  readonly submitAll: SubmitAll;
  /** Between two looks at what has become of what was sent, milliseconds. */
  readonly lookMillis: number;
}

/** So many looks without anything to do, and the job makes room for others for the time of so many more: it comes back by its timer. */
const idleLooks = 30;
const restLooks = 10;

/**
 * Sends a class again by stages, as retries of the operator who asked for it, at the rate that is configured. It ends when something
 * fails at the same operation of the partner, and follows what it has sent to its outcome. Killed and begun again it goes on where it
 * was: each retry has one key, so that one that was committed and not written down is not asked for twice.
 */
export function replayJob({ submitAll, lookMillis, ...tools }: ReplayJobOptions): Job {
  const { clock } = tools;
  return async ({ subject, signal }) => {
    const replay = new ReplayRun(replayOf(subject), tools);
    const followed = (): Promise<JobEnd> => settled(replay, clock(), restLooks * lookMillis);
    const ended = async (...how: Parameters<ReplayRun['end']>): Promise<JobEnd> => {
      await replay.end(...how);
      return followed();
    };
    let next = clock();
    let idle = 0;
    while (!signal.aborted && idle < idleLooks) {
      const run = await replay.read();
      if (!run) return followed();
      if (run.stage === 0) {
        await replay.beginStage(1);
        continue;
      }
      await replay.conclude();
      const failure = await replay.failure(run);
      if (failure) {
        // What it was recognised by may have come since the last look.
        await replay.conclude();
        return ended('recurred', failure);
      }
      if (run.state === 'stopping') return ended('stopped');
      const standing = await replay.standing(run);
      const step = nextStep(standing);
      if (step.kind === 'done') return ended('done');
      if (step.kind === 'nextStage') {
        await replay.beginStage(standing.stage + 1);
        continue;
      }
      const { items, everyMillis } = paceOf(run.per_second);
      if (step.kind === 'send' && clock() >= next) {
        next = clock() + everyMillis;
        idle = 0;
        const portion = await replay.portion(run, Math.min(items, step.most));
        await replay.take(run, standing.stage, await send(run, standing.stage, portion, submitAll));
      } else {
        if (step.kind === 'wait') idle += 1;
        const millis = step.kind === 'send' ? Math.min(lookMillis, next - clock()) : lookMillis;
        await sleep(millis, undefined, { signal }).catch(() => undefined);
      }
    }
    return { next: new Date(clock() + (signal.aborted ? 0 : restLooks * lookMillis)) };
  };
}

/** Of one that has ended no more is sent, and what it had sent becomes known all the same; the longer that takes, the rarer it is looked. */
async function settled(replay: ReplayRun, now: number, restMillis: number): Promise<JobEnd> {
  await replay.conclude();
  const open = await replay.openSinceEnd();
  return open === undefined ? undefined : { next: new Date(now + Math.max(restMillis, (now - open) / 20)) };
}

async function send(
  run: Run,
  stage: number,
  portion: readonly {
    readonly n: number;
    readonly exchange: string;
    readonly subject: string;
    readonly version: number;
  }[],
  submitAll: SubmitAll,
): Promise<TakenItem[]> {
  const units = portion.map(({ exchange, subject, version }): Unit => ({
    kind: 'act',
    subject,
    command: {
      ...{ kind: 'retry', exchange, operator: run.operator, reason: run.why, expectedVersion: version },
      replay: { id: run.id, stage },
      idempotency: { key: `replay/${run.id}/${exchange}`, request: `retry ${exchange}` },
    },
  }));
  const results = await submitApart(units, submitAll);
  return portion.map(({ n }, at) => ({ n, ...takenAs(results[at]!) }));
}

function takenAs(result: UnitResult): Omit<TakenItem, 'n'> {
  if ('fault' in result) return { state: 'notSent', reason: 'gateway.fault' };
  const answer = result.answer as OperatorActAnswer;
  return answer.kind === 'accepted'
    ? { state: 'sent', command: answer.command }
    : { state: 'notSent', reason: `exchange.${answer.kind}` };
}
