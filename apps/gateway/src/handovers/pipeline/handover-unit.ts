import { handoverSubject, type HandoverTold } from '@lienthong/contracts';
import type { ActOnHandover, ActOnHandoverAnswer, HandOver, HandOverAnswer } from '../core.js';
import type { Reminder } from './stored.js';

/** What happens to handovers. The subject of commands is the dossier; the loader finds whatever else is to be locked. */
export type HandoverUnit =
  | {
      readonly kind: 'handOver';
      readonly subject: string;
      /** Id of the handover, if it comes to one. */
      readonly handover: string;
      readonly command: HandOver;
    }
  | { readonly kind: 'actOnHandover'; readonly subject: string; readonly command: ActOnHandover }
  /** Subject `handover:<id>`, of these three: a timer says that the answer is due before long, or was due. */
  | { readonly kind: 'remindOfHandover'; readonly subject: string; readonly of: Reminder }
  /** What another hub told of it. */
  | { readonly kind: 'handoverTold'; readonly subject: string; readonly told: HandoverTold }
  /** Its receiver may have ended since. */
  | { readonly kind: 'rerouteHandover'; readonly subject: string };

/** What became of something that nobody waits for. */
export type HandoverMoved = { readonly kind: 'moved' } | { readonly kind: 'ignored' };

/**
 * What became of what another hub told. `unknown`: nobody here can do anything with it; it is kept with its bytes. `early`: what it is about
 * may come yet; it is told again.
 */
export type HandoverToldAnswer =
  | { readonly kind: 'kept' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'early' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface HandoverAnswerOf {
  readonly handoverTold: HandoverToldAnswer;
  readonly handOver: HandOverAnswer;
  readonly actOnHandover: ActOnHandoverAnswer;
  readonly remindOfHandover: HandoverMoved;
  readonly rerouteHandover: HandoverMoved;
}

const prefix = handoverSubject('');

export { handoverSubject };

/** Id of the handover that a subject names. */
export const handoverOf = (subject: string): string | undefined =>
  subject.startsWith(prefix) ? subject.slice(prefix.length) : undefined;
