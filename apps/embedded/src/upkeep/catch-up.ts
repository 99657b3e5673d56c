import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { vietnamDay, vietnamMidnight } from '@lienthong/contracts';
import { catchUps, type CatchUpAsked, type CatchUpView } from '@lienthong/gateway';
import { OptionsRefused, StartRefused } from '@lienthong/process';
import { openStore } from '@lienthong/store';
import { control } from './control-client.js';
import type { Place } from './place.js';

const usage = 'npm run catch-up -- --unit H44.01 --since 2026-01-01 [--rate 5/s] | --stop | --status';

type Say = (line: string) => void;

/** A run is asked for and followed from wherever this command runs; a gateway does it. */
interface Doors {
  start(asked: CatchUpAsked): Promise<{ readonly started: boolean; readonly catchUp: CatchUpView }>;
  stop(): Promise<CatchUpView | undefined>;
  last(): Promise<CatchUpView | undefined>;
  close(): Promise<void>;
}

/** Through the process that has the data folder, or through the database that the gateways share. */
async function doors({ databaseUrl, dataDir }: Place): Promise<Doors> {
  if (databaseUrl !== undefined) {
    const store = await openStore({ databaseUrl });
    const runs = catchUps({ db: store.db('gateway'), newId: randomUUID, clock: Date.now });
    return { ...runs, close: () => store.close() };
  }
  const ask = <T>(command: string, body: object = {}): Promise<T> => control<T>(dataDir, command, body);
  const found = async (command: string): Promise<CatchUpView | undefined> =>
    (await ask<{ readonly catchUp?: CatchUpView }>(command)).catchUp;
  return {
    start: ({ unit, since, perSecond }) => ask('catch-up', { unit, since: since.toISOString(), perSecond }),
    stop: () => found('catch-up-stop'),
    last: () => found('catch-up-status'),
    close: () => Promise.resolve(),
  };
}

/**
 * Has the portal told of dossiers that were recorded without telling it, and shows how far it is. Ends when the run ends; Ctrl-C
 * stops the run. A run goes on in the gateway when this command is killed: asked for again it is followed.
 * @throws {StartRefused}
 */
export async function catchUp(args: readonly string[], place: () => Place, say: Say): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const options = { unit: text, since: text, rate: { ...text, default: '5/s' }, stop: flag, status: flag } as const;
  const { values } = parseArgs({ args: [...args], options });
  const asked = values.stop || values.status ? undefined : askedOf(values);
  const at = await doors(place());
  try {
    if (asked) await follow(await begin(asked, at, say), at, say);
    else {
      const run = values.stop ? await at.stop() : await at.last();
      if (!run) say('No dossiers have been caught up with yet.');
      else if (values.stop && !run.endedAt) await follow(run, at, say);
      else say(run.endedAt ? summary(run) : progress(run));
    }
  } finally {
    await at.close();
  }
}

interface Said {
  readonly unit?: string | undefined;
  readonly since?: string | undefined;
  readonly rate?: string | undefined;
}

/** @throws {OptionsRefused} with everything that is wrong */
export function askedOf({ unit, since, rate }: Said): CatchUpAsked {
  const day = since ? startOf(since) : undefined;
  const per = /^(\d{1,4}(?:\.\d{1,3})?)\/(s|min|h)$/.exec(rate ?? '');
  const perSecond = per ? Number(per[1]) / { s: 1, min: 60, h: 3600 }[per[2] as 's' | 'min' | 'h'] : 0;
  const faults = [
    ...(unit ? [] : ['--unit is missing: a unit of the configuration, H44.01']),
    ...(since ? [] : ['--since is missing: a day, 2026-01-01']),
    ...(since && !day ? [`--since is ${since}; allowed: a day that there is, 2026-01-01`] : []),
    ...(perSecond < 0.001 || perSecond > 1000
      ? [`--rate is ${rate}; allowed: from 4/h to 1000/s, as 5/s, 30/min or 100/h`]
      : []),
  ];
  if (!unit || !day || faults.length > 0) throw new OptionsRefused([...faults, usage]);
  return { unit, since: day, perSecond };
}

/** When a day begins in Vietnam; undefined for what is none, also the 30th of February. */
function startOf(day: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const start = vietnamMidnight(day);
  return !Number.isNaN(start) && vietnamDay(start) === day ? new Date(start) : undefined;
}

async function begin(asked: CatchUpAsked, at: Doors, say: Say): Promise<CatchUpView> {
  const { started, catchUp: run } = await at.start(asked);
  const { unit, since, perSecond } = run;
  const same = unit === asked.unit && Date.parse(since) === asked.since.getTime();
  if (!started && !same) {
    throw new StartRefused([
      `a run for ${unit} is under way (${progress(run)}): wait for its end, or stop it with --stop.`,
    ]);
  }
  say(
    `${started ? 'Begun' : 'Under way already, followed'}: ${unit} and the units below it, at ${perSecond} a second. Ctrl-C stops it.`,
  );
  return run;
}

/** Shows what changes until the run has ended. */
async function follow(begun: CatchUpView, at: Doors, say: Say): Promise<void> {
  const stop = (): void => {
    say('Stopping; what has been told stays told.');
    void at.stop().catch((error: unknown) => say((error as Error).message));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    let run: CatchUpView | undefined = begun;
    let said = '';
    while (run && !run.endedAt) {
      const now = progress(run);
      if (now !== said) say(now);
      said = now;
      await sleep(1_000);
      run = await at.last();
    }
    if (!run) return;
    if (run.state === 'unitUnknown') throw new StartRefused([summary(run)]);
    say(summary(run));
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

export function progress({ state, total, told, failed }: CatchUpView): string {
  if (total === undefined) return 'not begun yet: a gateway takes it up within seconds';
  const also = failed > 0 ? `, ${failed} failed` : '';
  return `${told} of ${total} told${also}${state === 'stopping' ? ', stopping' : ''}`;
}

export function summary({ unit, state, told, failed, remaining = 0, exchanges }: CatchUpView): string {
  if (state === 'unitUnknown') return `Refused: there is no unit ${unit} in the configuration; nothing was told.`;
  const became = Object.entries(exchanges).map(([what, n]) => `${n} ${what}`);
  return [
    `${state === 'stopped' ? 'Stopped' : 'Ended'}: ${told} told, ${failed} failed, ${remaining} left that were never told.`,
    became.length > 0 ? ` What became of them at the partner by now: ${became.join(', ')}.` : '',
    remaining > 0 ? ' The same command goes on with what is left.' : '',
  ].join('');
}
