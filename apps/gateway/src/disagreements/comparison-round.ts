import { beforeFirstId, type Job, type Timer } from '@lienthong/store';
import { readFeed } from '../feed/store/read-feed.js';
import {
  compareDossiers,
  compareUnattributed,
  faultsOf,
  throwGathered,
  type Compared,
  type CompareTools,
} from './compare-dossiers.js';
import { eachApart } from './each-apart.js';
import { owesQuestion } from './rules/owes-question.js';
import { answered, codesAfter, openAfter, readWalk, saveWalk } from './store/walk.js';

/** Kind of the timer of the periodic comparison; one runs at a time, in whichever process holds its shard. */
export const comparisonTimer = 'disagreements.round';
const subject = 'disagreements:round';

export interface RoundRules {
  /** Between two rounds. */
  readonly everyMillis: number;
  /** Dossiers of a round of each sort: short enough that neither the store's one session nor a lock is held from anybody for long. */
  readonly dossiers: number;
  /** Questions to the portal of a round at most: what is to be told has its limit, and this is beside it. */
  readonly questions: number;
  /** After so long the portal is asked about a dossier again of which nothing differs. */
  readonly againMillis: number;
}

export interface RoundTools extends CompareTools {
  readonly rules: RoundRules;
}

export const comparisonStanding = (now: Date, { everyMillis }: RoundRules): Timer => ({
  ...{ subject, kind: comparisonTimer, due: new Date(now.getTime() + everyMillis) },
});

/** Rounds by the clock; killed in the middle one begins again where it was, and compares some once more. */
export function comparisonJob(tools: RoundTools): Job {
  const { clock, rules } = tools;
  return async ({ signal }) => {
    await comparisonRound(tools, signal);
    return { next: new Date(clock() + rules.everyMillis) };
  };
}

/**
 * One round: what the portal has answered, a stretch of what is of no dossier, what happened lately, what is known to differ, and a
 * stretch of everything there is. Then the portal is asked: about what happened lately first, within each sort about what is due
 * soonest. Fails after the last one where a dossier could not be compared: the walk has gone on, and the next round begins behind it.
 */
export async function comparisonRound(tools: RoundTools, signal?: AbortSignal): Promise<void> {
  const { db, rules } = tools;
  const { dossiers } = rules;
  const walk = await readWalk(db);
  const faults = [...(await compareDossiers(await answered(db, dossiers), tools)).faults];
  const ofNone = await compareUnattributed(walk.unattributed, dossiers, tools);
  faults.push(...ofNone.faults);
  const events = await readFeed(db, walk.feed, dossiers);
  const open = await openAfter(db, walk.afterOpen, dossiers);
  const stretch = await codesAfter(db, walk.afterCode, dossiers);
  const sorts = [events.map((event) => event.subject), open.map(({ dossier }) => dossier), stretch];
  const owed: string[] = [];
  for (const codes of sorts) {
    signal?.throwIfAborted();
    const { compared, faults: failed } = await compareDossiers([...new Set(codes)], tools);
    const { results, faults: undecided } = owedOf(compared, tools);
    owed.push(...results);
    faults.push(...failed, ...undecided);
  }
  const questions = [...new Set(owed)].slice(0, rules.questions);
  faults.push(
    ...(await faultsOf(
      questions.map((subject) => ({ kind: 'askPortal', subject })),
      tools,
    )),
  );
  await saveWalk(db, {
    feed: events.at(-1)?.place ?? walk.feed,
    afterCode: stretch.length < dossiers ? '' : stretch.at(-1)!,
    afterOpen: open.length < dossiers ? beforeFirstId : open.at(-1)!.id,
    unattributed: ofNone.next,
  });
  throwGathered(faults);
}

/** The soonest due first; what has no date comes last. */
function owedOf(
  compared: readonly Compared[],
  { clock, settling, rules }: RoundTools,
): { readonly results: readonly string[]; readonly faults: readonly unknown[] } {
  const moment = { now: clock(), settling, againMillis: rules.againMillis };
  const { results, faults } = eachApart(compared, ({ claims, findings }) =>
    owesQuestion(claims, findings, moment) ? [claims] : [],
  );
  const owed = results.flat().sort((a, b) => (a.dueAt ?? '9999').localeCompare(b.dueAt ?? '9999'));
  return { results: owed.map(({ code }) => code), faults };
}
