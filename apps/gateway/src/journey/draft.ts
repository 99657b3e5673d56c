import type { After, LaneKind, LaneName, OutcomeKind } from '@lienthong/contracts';

/** An exchange as it will be stored; everything but its payload is clear. */
export interface ExchangeDraft extends LaneName {
  readonly id: string;
  readonly subject: string;
  readonly lane: LaneKind;
  readonly number: number;
  readonly after?: After;
  readonly due: string;
  readonly client: string;
  readonly revision?: number;
  readonly traceparent?: string;
  readonly payload: unknown;
  readonly createdAt: string;
}

/** A line of the subject's append-only log. `args` are codes and numbers in clear, `personal` is sealed. */
export interface EventDraft {
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly exchange?: string;
  readonly attempt?: number;
  readonly outcome?: OutcomeKind;
  readonly args?: Readonly<Record<string, string | number>>;
  readonly personal?: Readonly<Record<string, unknown>>;
}

/** One step of a business counter. */
export interface Count {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}
