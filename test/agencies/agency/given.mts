import { given } from '../../proof/serve.mts';
import { seededRandom, seedOf } from '../../support/random.ts';
import { Client } from '../client.mts';
import { Hub } from '../hub.mts';
import { Plan, type Agency } from '../plan.mts';
import type { Desk } from './desk.mts';
import { Journal, journalOf } from './journal.mts';

/** What an agency's program hears from the driver: whether it is there for those who call. */
export interface Order {
  readonly away: boolean;
}
/** What it says of itself. */
export interface Progress {
  readonly said: number;
  readonly saidAll: boolean;
  readonly settled: boolean;
  readonly figures?: Client['figures'];
}

export const seed = Number(given('AGENCY_SEED'));
export const plan = new Plan(seed, Number(given('AGENCY_DOSSIERS')));
/** Of this agency's own dossiers; none is named where it says everything as soon as it can. */
export const perSecond = Number(process.env['AGENCY_PER_SECOND'] || Infinity);
export const openJournal = (who: Agency): Promise<Journal> => Journal.open(journalOf(given('AGENCY_FOLDER'), who));
export const openHub = (): Hub => new Hub(given('AGENCY_HUB'));

/** Which calls are cut is drawn anew in each life: a program that repeats a life would be killed in its middle for ever. */
export const openClient = (key: string, journal: Journal): Client =>
  new Client({
    urls: given('AGENCY_URLS').split(','),
    key,
    cuts: seededRandom(seedOf(seed, journal.before.length)),
  });

/** Tells the driver every so often where it stands; ends in order when asked to. */
export function report(desk: Desk, close: () => Promise<void>, client?: Client): void {
  const tell = (): void => {
    const { said, saidAll, settled } = desk;
    const progress: Progress = { said, saidAll, settled, ...(client ? { figures: client.figures } : {}) };
    if (process.connected) process.send!(progress, () => undefined);
  };
  const telling = setInterval(tell, 200);
  process.once('SIGTERM', () => {
    clearInterval(telling);
    void close().then(() => process.exit(0));
  });
  // Without its driver nobody would ever end it.
  process.once('disconnect', () => process.exit(3));
  console.log('ready');
}
