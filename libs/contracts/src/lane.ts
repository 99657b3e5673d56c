/**
 * A lane is the exchanges of one subject, partner and operation that keep their order.
 * - `latest`: only the newest state counts; waiting older numbers are superseded and say so.
 * - `append`: each number counts, in order.
 * - `once`: one act (an order, a payment), in order of number.
 */
export const laneKinds = ['latest', 'append', 'once'] as const;
export type LaneKind = (typeof laneKinds)[number];

/** Names a lane within its subject. */
export interface LaneName {
  /** The connector's folder name, for example `dvc-portal`. */
  readonly partner: string;
  readonly operation: string;
}

/** Wait until that lane (of the same subject) has settled that number, or a later one, with *done*. */
export interface After extends LaneName {
  readonly number: number;
}
