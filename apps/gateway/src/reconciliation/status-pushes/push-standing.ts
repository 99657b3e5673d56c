import type { ExchangeState, OutcomeKind } from '@lienthong/contracts';

/**
 * Where the push of one change of status stands, as far as the monitor may have counted it.
 * - `acknowledged`: it said that it took it.
 * - `doubtful`: it may have counted it; nobody can ask. Also one that is out at this moment, and one that was given up in doubt.
 * - `open`: surely not counted, and still in its lane: it goes by itself, or when a person lets it.
 * - `withheld`: not sent, because the configuration says so.
 * - `lost`: surely not counted, and nobody will send it any more.
 */
export const pushStandings = ['acknowledged', 'doubtful', 'open', 'withheld', 'lost'] as const;
export type PushStanding = (typeof pushStandings)[number];

/** What the gateway knows of the exchange of a push. */
export interface PushKnown {
  readonly state: ExchangeState;
  readonly outcome?: OutcomeKind;
  /** Of its last attempt. */
  readonly surelyNotDone?: boolean;
  /** Attempts of unknown fate about which nothing was found out since. */
  readonly doubts?: number;
  /** Facts of *done*: false where nothing was sent. */
  readonly told?: boolean;
}

/** What is not surely undone may have been counted: doubt is never made smaller than it is. */
export function standingOfPush({ state, outcome, surelyNotDone, told, doubts = 0 }: PushKnown): PushStanding {
  const surelyNot = surelyNotDone === true && doubts === 0;
  switch (state) {
    case 'settled':
      if (outcome === 'done') return told === false ? 'withheld' : 'acknowledged';
      return doubts > 0 ? 'doubtful' : 'lost';
    case 'waiting':
    case 'parked':
      return surelyNot ? 'open' : 'doubtful';
    case 'sending':
    case 'unknown':
    case 'resolving':
      return 'doubtful';
    case 'superseded':
    case 'abandoned':
      return surelyNot ? 'lost' : 'doubtful';
  }
}

/** How often the monitor may have counted a push beyond what its standing says: attempts in doubt that were repeated. */
export function repeatsOfPush(push: PushKnown): number {
  const { doubts = 0 } = push;
  switch (standingOfPush(push)) {
    case 'acknowledged':
      return doubts;
    case 'doubtful':
      return Math.max(0, doubts - 1);
    default:
      return 0;
  }
}
