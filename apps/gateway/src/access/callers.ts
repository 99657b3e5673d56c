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

/** Whether a caller may see what belongs to a unit; what belongs to none is for operators. */
export const maySee = (caller: Caller, unit: string | undefined): boolean =>
  caller.kind === 'operator' || (unit !== undefined && caller.mayUseUnit(unit));

/** The part of a filter that keeps a client to its own units. */
export const ownUnits = (caller: Caller): { readonly units?: readonly string[] } =>
  caller.kind === 'client' ? { units: caller.units } : {};
