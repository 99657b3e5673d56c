import type { CoreGround } from './core-ground.js';
import type { CoreWorks } from './core-works.js';
import { comparisonJob, comparisonStanding, comparisonTimer } from './disagreements/comparison-round.js';
import { catchUpJob } from './going-live/catch-up-job.js';
import { catchUpTimer } from './going-live/catch-ups.js';
import { handoverTimers } from './handovers/pipeline/put-handover.js';
import { rerouteJob, rerouteTimer } from './handovers/reroute-job.js';
import { awaitedTimer } from './identity/pipeline/await-answer.js';
import { expiryTimer } from './money/pipeline/apply.js';
import { releaseTimer } from './money/windows/admission.js';
import type { Timetable } from './pipeline/gateway-timers.js';
import { replayJob } from './replays/replay-job.js';
import { replayTimer } from './replays/replay-rows.js';
import { sendTimer } from './webhooks/endpoint-tools.js';
import { sendJob } from './webhooks/send-job.js';

/** What the core does by the clock, and what its options add to that or put in its place. */
export function coreTimetable(ground: CoreGround, works: CoreWorks): Timetable {
  const { options, settings, onEvent, db, sealer, clock, plans, tools } = ground;
  const { submitAll } = ground.submitter;
  const { statements, books, monitor, comparing, endpoints } = works;
  return {
    ...options.timetable,
    jobs: {
      ...{ ...statements.jobs, ...books.jobs, ...monitor.jobs },
      [rerouteTimer]: rerouteJob({
        ...{ db, clock, rules: tools.handovers },
        submit: async (units) =>
          (await submitAll(units)).flatMap((result) => ('fault' in result ? [result.fault] : [])),
      }),
      [comparisonTimer]: comparisonJob(comparing),
      [catchUpTimer]: catchUpJob({
        ...{ db, clock, unitsWithin: options.unitsWithin ?? ((unit) => [unit]) },
        submitAll,
      }),
      [replayTimer]: replayJob({
        ...{ db, sealer, clock, lookMillis: settings.replayLookMillis },
        submitAll,
      }),
      [sendTimer]: sendJob(endpoints, onEvent),
      ...options.timetable?.jobs,
    },
    standing: [
      ...books.standing(new Date(clock())),
      comparisonStanding(new Date(clock()), comparing.rules),
      ...(plans.some(({ watches }) => watches) ? monitor.standing(new Date(clock())) : []),
      ...(options.timetable?.standing ?? []),
    ],
    units: {
      [expiryTimer]: ({ subject }) => ({ kind: 'expire', subject }),
      [releaseTimer]: ({ subject }) => ({ kind: 'release', subject }),
      [handoverTimers.soon]: ({ subject }) => ({ kind: 'remindOfHandover', subject, of: 'soon' }),
      [handoverTimers.late]: ({ subject }) => ({ kind: 'remindOfHandover', subject, of: 'late' }),
      [awaitedTimer]: ({ subject }) => ({ kind: 'awaited', subject }),
      ...options.timetable?.units,
    },
  };
}
