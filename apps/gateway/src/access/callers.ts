import type { OperatorRole } from '@lienthong/config';

/** An agency system with a key of its own. */
export interface ClientCaller {
  readonly kind: 'client';
  readonly name: string;
  /** True for the client's units and everything below them. */
  mayUseUnit(unit: string): boolean;
  /** Every configured unit for which that holds. */
  readonly units: readonly string[];
}

/** A person of the operating centre, with a key of their own. */
export interface OperatorCaller {
  readonly kind: 'operator';
  readonly name: string;
  readonly role: OperatorRole;
}
export type Caller = ClientCaller | OperatorCaller;
