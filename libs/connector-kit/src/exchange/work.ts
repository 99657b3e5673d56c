import type {
  After,
  ExchangeChanged,
  ExchangeState,
  FieldFault,
  LaneKind,
  OutcomeKind,
  WhoActs,
} from '@lienthong/contracts';

/** What a work row says about its exchange; the connectors own it, the gateway projects it. */
export interface WorkState {
  readonly state: ExchangeState;
  /** Grows by one with every transition; 0 when the announcement became a row. */
  readonly version: number;
  /** Attempts begun so far, over restarts. */
  readonly attempts: number;
  /** Attempts in a row whose read could not be understood. */
  readonly broken: number;
  /** Questions asked about an attempt of unknown fate. */
  readonly questions: number;
  readonly outcome?: OutcomeKind;
  readonly cause?: string;
  readonly whoActs?: WhoActs;
  readonly fields?: readonly FieldFault[];
  /** Told with the refusal, and not kept with the row. */
  readonly wording?: ExchangeChanged['wording'];
  /** Not before this instant (epoch milliseconds): the next attempt, or the next question. */
  readonly nextAt?: number;
  /** False when an attempt may have had its effect: then only evidence or a person moves it. */
  readonly surelyNotDone: boolean;
  /**
   * When the attempt began whose fate is not known by an answer or by evidence, epoch milliseconds; also after a person has
   * decided about it: its call may land all the same.
   */
  readonly attemptedAt?: number;
  /** State `superseded`: the exchange that took its place. */
  readonly supersededBy?: string;
}

/** One exchange on the connectors' side, without its payload. */
export interface Work extends WorkState {
  readonly exchange: string;
  readonly subject: string;
  readonly shard: number;
  readonly partner: string;
  readonly operation: string;
  readonly lane: LaneKind;
  readonly number: number;
  readonly after?: After;
  /** Legal due date, epoch milliseconds. */
  readonly due: number;
  readonly client: string;
  /** When the row was inserted, database time, epoch milliseconds. */
  readonly insertedAt: number;
  readonly traceparent?: string;
}

/** How every exchange begins. */
export const announced: WorkState = {
  state: 'waiting',
  version: 0,
  attempts: 0,
  broken: 0,
  questions: 0,
  surelyNotDone: true,
};
