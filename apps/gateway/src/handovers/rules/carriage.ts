import type { ExchangeChanged } from '@lienthong/contracts';

/** How far a handover has come on its way to a unit behind another hub. `stuck`: a person has to look. `failed`: it was given up. */
export const carriageStandings = ['pending', 'arrived', 'doubtful', 'stuck', 'failed'] as const;
export type CarriageStanding = (typeof carriageStandings)[number];

/** Of a handover one end of which is behind another hub. */
export interface Carriage {
  readonly partner: string;
  /** Where it was handed over. What comes from there has arrived. */
  readonly from: 'here' | 'there';
  /** Under which both sides know it. */
  readonly reference: string;
  readonly standing: CarriageStanding;
  /** When it came to this standing, RFC 3339 UTC. */
  readonly since: string;
  /** What carries it there. */
  readonly exchange?: string;
  /** Codes of the fees of whose payment the other side has been told. */
  readonly paidTold?: readonly string[];
  /** Ids of what the other side has told of it, the latest ones: the bus may bring it again. */
  readonly heard?: readonly string[];
}

const mostHeard = 50;

export const isHeard = ({ heard = [] }: Carriage, event: string): boolean => heard.includes(event);
export const withHeard = (carriage: Carriage, event: string): Carriage => ({
  ...carriage,
  heard: [...(carriage.heard ?? []), event].slice(-mostHeard),
});

/** Where the exchange that carries it stands. */
export function standingAfter({ state, outcome, surelyNotDone }: ExchangeChanged): CarriageStanding {
  switch (state) {
    case 'settled':
      return outcome === 'refused' ? 'stuck' : 'arrived';
    case 'parked':
      return surelyNotDone === true ? 'stuck' : 'doubtful';
    case 'unknown':
    case 'resolving':
      return 'doubtful';
    case 'abandoned':
      return 'failed';
    default:
      return 'pending';
  }
}

/** With what comes from the far agency it has arrived, whatever is known of the exchange; and it does not come back from there. */
export function carriedOn(carriage: Carriage, standing: CarriageStanding, at: string): Carriage {
  const isOver = carriage.standing === 'arrived' || carriage.standing === standing;
  return isOver ? carriage : { ...carriage, standing, since: at };
}
