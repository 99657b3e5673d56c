/** A unit that has been handed a dossier and has not answered yet. */
export interface HandedTo {
  /** Id of the handover. */
  readonly handover: string;
  readonly unit: string;
  readonly state: 'open' | 'accepted';
  /** When it was handed over, RFC 3339 UTC. */
  readonly since: string;
  /** When its answer is due, RFC 3339 UTC. */
  readonly target: string;
  /** It is reached through another hub, and has not arrived there as far as is known. */
  readonly onItsWay?: {
    readonly partner: string;
    readonly standing: 'pending' | 'doubtful' | 'stuck';
    readonly since: string;
  };
  /** It asks for a step of the procedure, and the answer was still owed when it was due. */
  readonly late?: true;
  /** The portal sent it. */
  readonly kind?: 'submission';
}

/** Of several the one whose answer is due first. */
export const mostUrgent = (handedTo: readonly HandedTo[]): HandedTo | undefined =>
  [...handedTo].sort((one, other) => one.target.localeCompare(other.target) || one.since.localeCompare(other.since))[0];
