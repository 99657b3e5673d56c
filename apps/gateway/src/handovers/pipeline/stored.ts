import type { Carriage } from '../rules/carriage.js';
import type { HandoverDocument, HandoverKind, HandoverState } from '../core.js';

export interface StoredHandover {
  readonly id: string;
  /** Its code; of what came from behind another hub {@link foreignDossier}. */
  readonly dossier: string;
  readonly kind: HandoverKind;
  readonly state: HandoverState;
  readonly fromUnit: string;
  readonly toUnit: string;
  readonly addressedTo?: string;
  /** Who handed it over. */
  readonly client: string;
  /** RFC 3339 UTC, as are the others. */
  readonly dueAt: string;
  /** When the answer may be expected, by the receiver's word. */
  readonly expectedAt?: string;
  /** Of what both sides have been reminded last. */
  readonly reminded?: Reminder;
  readonly createdAt: string;
  /** Set only in the transaction that opens it again. */
  readonly openSince?: string;
  readonly acceptedAt?: string;
  readonly endedAt?: string;
  /** One end of it is behind another hub. */
  readonly carriage?: Carriage;
  /** Key of the step of the dossier's procedure that it asks for. */
  readonly step?: string;
  /** Set only in the transaction that makes the row. Sealed at rest. */
  readonly newAsked?: Asked;
  /** Set only in the transaction that brings it. Sealed at rest. */
  readonly newSaid?: Said;
}

/** A dossier that another hub's agency spoke of: never one of ours, whatever its code (those have no colon). */
export const foreignDossier = (partner: string, code: string): string => `${partner}:${code}`;

/** The code that the other side gave it, where it is none of ours. */
export const codeOfForeign = (dossier: string): string | undefined => {
  const colon = dossier.indexOf(':');
  return colon < 0 ? undefined : dossier.slice(colon + 1);
};

/** `soon`: an answer is due before long. `late`: it was due. */
export type Reminder = 'soon' | 'late';

export interface Asked {
  readonly request: string;
  readonly documents: readonly HandoverDocument[];
}

/** What was said of it while it lasted; stands beside its row, under its key. */
export interface HandoverNote {
  readonly id: string;
  readonly handover: string;
  /** The client, or the partner through which it came. */
  readonly by: string;
  readonly said: Said;
}

/** Why it was refused, what was answered, or how far it is. */
export interface Said {
  readonly text: string;
  readonly documents: readonly HandoverDocument[];
}
