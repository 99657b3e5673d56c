import type { Violations } from '../proof/books/violations.mts';
import type { ChaosOptions } from './options.mts';
import type { ChaosTrouble } from './chaos-trouble.mts';

/** One thing that can go wrong, and how often it did. */
export interface Reached {
  readonly name: string;
  readonly times: number;
}

/** What a run counted of itself, beside what its trouble wrote down. */
export interface Counted {
  /** By partner and situation. */
  readonly struck: ReadonlyMap<string, number>;
  readonly notified: ReadonlyMap<string, number>;
  readonly jumps: number;
  readonly repeatedOnBus: number;
  /** Words of agencies that were said again: recognised, and older than what was known by then. */
  readonly late: { readonly again: number; readonly behind: number };
  /** Statements that found no room in a database of its own. */
  readonly roomless: number;
}

/** From this length on a run has to come to everything; a shorter one says what it came to. */
export const wholeMinutes = 5;

const lines = ['cut', 'stall', 'refuse'] as const;
const over = {
  embedded: ['partners', 'callbacks'],
  cluster: ['kafka', 'database', 'partners', 'callbacks'],
} as const;
const members = { embedded: ['embedded'], cluster: ['gateway', 'connectors'] } as const;

/** What can befall the product, as the journal of trouble names it. */
export function wantedTrouble(mode: ChaosOptions['mode']): readonly string[] {
  const [kills, others] = [members[mode], over[mode]];
  const servers = ['broker', 'database'].flatMap((name) => [`kill -9 of ${name}, restart`, `SIGSTOP of ${name}`]);
  return [
    ...kills.flatMap((name) => [`SIGKILL ${name}`, `SIGSTOP ${name}`, `SIGSTOP past lease and session ${name}`]),
    'SIGSTOP of sandbox',
    ...others.flatMap((line) => lines.map((act) => `${act} ${line}`)),
    ...(mode === 'cluster' ? [...servers, 'full disk of database'] : ['full disk embedded']),
  ];
}

/** What each partner is made to go through somewhere in every run. */
const wantedSituations: Readonly<Record<string, readonly string[]>> = {
  'dvc-portal': ['cutAfterEffect', 'cutBeforeEffect', 'serverErrorAfterEffect', 'slow', 'sessionExpired', 'otherWords'],
  reference: ['cutAfterEffect', 'cutBeforeEffect', 'timeoutAfterEffect', 'serverErrorAfterEffect', 'tooManyRequests'],
  population: ['cutAfterEffect', 'serverErrorBeforeEffect'],
  'post-office': ['cutAfterEffect', 'garbage', 'slow'],
  'payment-platform': ['cutAfterEffect', 'serverErrorBeforeEffect'],
  emc: ['cutAfterEffect', 'slow'],
  'lgsp-exchange': ['cutAfterEffect'],
};
/** Calls of theirs that are lost, doubled, overtaken and late, whoever of the banks makes them. */
const wantedNotified = ['dropped', 'doubled', 'reordered', 'late'] as const;

/** Everything that was to go wrong, with how often it did; a 0 is something that the run does not speak for. */
export function reached(mode: ChaosOptions['mode'], trouble: ChaosTrouble, counted: Counted): readonly Reached[] {
  const befell = trouble.counts();
  const named = (name: string, times = 0): Reached => ({ name, times });
  const notified = (situation: string): number =>
    [...counted.notified].reduce((sum, [name, times]) => (name.endsWith(` ${situation}`) ? sum + times : sum), 0);
  return [
    ...wantedTrouble(mode).map((name) => named(name, befell.get(name))),
    named('SIGKILL while starting', sumOf(befell, 'SIGKILL while starting')),
    named('SIGKILL at a named point, reached', sumOf(trouble.pointsReached(), '')),
    ...(mode === 'cluster' ? [named('statements that found no room', counted.roomless)] : []),
    named('jumps of wall clocks', counted.jumps),
    named('agency to gateway: said again late', counted.late.again),
    named('agency to gateway: an older word behind a newer one', counted.late.behind),
    named('bus: records repeated late and out of order', counted.repeatedOnBus),
    ...wantedNotified.map((situation) => named(`bank to connectors: notification ${situation}`, notified(situation))),
    named('hub to connectors: word doubled', counted.notified.get('lgsp-exchange doubled')),
    ...Object.entries(wantedSituations).flatMap(([partner, names]) =>
      names.map((name) => named(`${partner} ${name}`, counted.struck.get(`${partner} ${name}`))),
    ),
  ];
}

/** A long run that never came to something has not shown that it is borne. */
export function judgeReached(all: readonly Reached[], { minutes }: ChaosOptions, violations: Violations): void {
  if (minutes < wholeMinutes) return;
  for (const { name, times } of all) if (times === 0) violations.add('unreached: it never came to this', name);
}

const sumOf = (counts: ReadonlyMap<string, number>, prefix: string): number =>
  [...counts].reduce((sum, [name, times]) => (name.startsWith(prefix) ? sum + times : sum), 0);
