import { boxAt, type OpenKey, type Sealer } from '../../pipeline/sealer.js';
import type { Asked, Said } from '../pipeline/stored.js';

/** What stands sealed of a handover. */
export interface HandoverBoxes {
  readonly id: string;
  readonly asked: Buffer;
  readonly said: Buffer | null;
}

export const openAsked = (sealer: Sealer, key: OpenKey, { id, asked }: HandoverBoxes): Asked =>
  JSON.parse(sealer.open(key, asked, boxAt.handoverAsked(id))) as Asked;

export interface NoteBox {
  readonly handover: string;
  readonly id: string;
  readonly box: Buffer;
}

export const openNote = (sealer: Sealer, key: OpenKey, { handover, id, box }: NoteBox): Said =>
  JSON.parse(sealer.open(key, box, boxAt.handoverNote(handover, id))) as Said;

/** Nothing, as long as nobody has answered. */
export const openSaid = (sealer: Sealer, key: OpenKey, { id, said }: HandoverBoxes): Said | undefined =>
  said === null ? undefined : (JSON.parse(sealer.open(key, said, boxAt.handoverSaid(id))) as Said);
