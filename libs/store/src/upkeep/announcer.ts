import { setTimeout as sleep } from 'node:timers/promises';
import type { Publisher } from '../port.js';
import type { Round } from './rounds.js';
import { isDue, type SilenceRule } from './silence.js';

export interface Silent {
  readonly id: string;
  readonly heard_at: Date;
}

/** The messages of these ids, made from what is stored. */
export type Load = (ids: readonly string[]) => Promise<Parameters<Publisher['publish']>[0]>;

export interface AnnouncerOptions {
  readonly publisher: Publisher;
  readonly rule: SilenceRule;
  /**
   * At most so many a second: behind a partner that is away for long, most of what is silent is not lost but waits, and saying all
   * of it again at once would take the time that the work itself needs.
   */
  readonly perSecond: number;
  readonly pause?: (millis: number) => Promise<unknown>;
}

/** Payloads per publication. */
const publication = 50;

/** Says again what has been silent for long enough, at a steady pace. */
export class Announcer {
  constructor(private readonly options: AnnouncerOptions) {}

  /** How many of these rows were due. */
  async announce(rows: readonly Silent[], load: Load, { lastRound, now, goesOn }: Round): Promise<number> {
    const { publisher, rule, perSecond, pause = sleep } = this.options;
    const due = rows.filter((row) => isDue(row.heard_at.getTime(), lastRound, now, rule));
    for (let at = 0; at < due.length && (at === 0 || (await goesOn())); at += publication) {
      const ids = due.slice(at, at + publication).map((row) => row.id);
      await publisher.publish(await load(ids));
      if (ids.length === publication) await pause((publication / perSecond) * 1_000);
    }
    return due.length;
  }
}
