import type { Channel, DossierStatus, FeeStanding, Origin } from '@lienthong/contracts';
import type { Codes } from '../mapping/code-table.js';

/** Channel and level together, as EMC's `level` has them; one code for each, so that partial never counts as full. */
export type ChannelLevel = 'directPartial' | 'directFull' | 'onlinePartial' | 'onlineFull';
/** Whether the post carries the dossier, in or out. */
export type PostUse = 'none' | 'post';

/** Everything of the mapping that a tenant may set. */
export interface EmcTables {
  readonly status: Codes<DossierStatus>;
  /** formsReception. Numbers reversed against the portal's KenhThucHien. */
  readonly formsReception: Codes<Channel>;
  readonly formsPayments: Codes<FeeStanding>;
  readonly level: Codes<ChannelLevel>;
  /** isFromDVCQG */
  readonly fromNationalPortal: Codes<Origin>;
  /** isDVCBC */
  readonly byPost: Codes<PostUse>;
  /** Local → national code of a procedure; one that is not here is sent as it is. */
  readonly procedures: Readonly<Record<string, string>>;
}

/**
 * Defaults, none of them official: the codes are those that deployed senders use (wire contracts §6.2). Where those embellish they are
 * not followed: post is not online (one of them sends 1), and completed is not yet returned (one of them sends 3 for both).
 */
export const defaultEmcTables: EmcTables = {
  status: {
    registered: '1',
    received: '1',
    refused: '0',
    processing: '2',
    supplementRequested: '0',
    paymentRequested: '0',
    withdrawn: '0',
    stopped: '0',
    completed: '2',
    returned: '3',
  },
  formsReception: { online: '1', direct: '2', post: '2' },
  // A fee of which nothing was seen is not said to be paid, in whichever way.
  formsPayments: { none: '0', owed: '0', paymentPlatform: '1', bankQr: '1' },
  level: { directPartial: '0', directFull: '1', onlinePartial: '3', onlineFull: '4' },
  fromNationalPortal: { nationalPortal: '1', provincialPortal: '0', desk: '0' },
  byPost: { none: '0', post: '1' },
  procedures: {},
};
