import type { ConfigFault } from '@lienthong/config';
import type { submissionNames } from './dvc-portal.wire.js';

/** Where, how large and under which names dossiers come in. Nothing in it is official. */
export interface DvcInbound {
  readonly accounts: readonly DvcInboundAccount[];
  /** Of a request. */
  readonly maxBytes: number;
  /** Of a file itself. */
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  /** Of what is not files, JSON. */
  readonly maxFieldsBytes: number;
  readonly fields: Readonly<Record<keyof typeof submissionNames, string>>;
  readonly answers: {
    readonly codes: Readonly<Record<'taken' | 'repeated' | 'refused', string>>;
    /** HTTP status of what is not believed, and of what cannot be read. */
    readonly unprovedStatus: number;
    readonly unreadableStatus: number;
  };
}

/** An address that the portal was given. */
export interface DvcInboundAccount {
  readonly name: string;
  /** What the portal shows; absent where only the network keeps others out, which has to be said (`proof: none`). */
  readonly secrets?: readonly string[];
  readonly secretHeader?: string;
  readonly proof?: 'none';
  /** The portal's code of a unit → ours. */
  readonly units: Readonly<Record<string, string>>;
}

/** What no schema says: names once, and no address that believes everybody by oversight. */
export function checkInbound(inbound: Partial<DvcInbound> = {}): readonly ConfigFault[] {
  const { accounts = [] } = inbound;
  return accounts.flatMap(({ name, secrets, proof }, index) => [
    ...(accounts.findIndex((one) => one.name === name) === index
      ? []
      : [{ pointer: `/inbound/accounts/${index}/name`, found: `"${name}" a second time`, allowed: 'each name once' }]),
    ...((secrets === undefined) === (proof === 'none')
      ? []
      : [
          {
            pointer: `/inbound/accounts/${index}`,
            found: secrets === undefined ? 'neither secrets nor proof' : 'secrets and proof: none',
            allowed: 'secrets, or proof: none where only the network keeps others out',
          },
        ]),
  ]);
}
