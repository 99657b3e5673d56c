/** A payment that is open, as far as its turn in an admission window goes. Instants RFC 3339 UTC. */
export interface OpenTurn {
  /** When it was opened. */
  readonly since: string;
  /** When its turn comes at the latest; absent where it waits for none. */
  readonly eta?: string;
  /** When its turn came. */
  readonly cameAt?: string;
}

/** The turn that decides when an applicant can pay: until it has come, the time of the dossier is ours. */
export type PaymentTurn = OpenTurn & Required<Pick<OpenTurn, 'eta'>>;

/** Of all open payments of a dossier the one that can be paid first; nothing where one of them has never had to wait. */
export function paymentTurnOf(open: readonly OpenTurn[]): PaymentTurn | undefined {
  const turns = open.filter((turn): turn is PaymentTurn => turn.eta !== undefined);
  if (turns.length < open.length) return undefined;
  const came = turns.flatMap((turn) => (turn.cameAt === undefined ? [] : [{ ...turn, cameAt: turn.cameAt }]));
  if (came.length > 0) return came.sort((a, b) => a.cameAt.localeCompare(b.cameAt))[0];
  return turns.sort((a, b) => a.eta.localeCompare(b.eta))[0];
}

export const sameTurn = (a: PaymentTurn | undefined, b: PaymentTurn | undefined): boolean =>
  a?.since === b?.since && a?.eta === b?.eta && a?.cameAt === b?.cameAt;
